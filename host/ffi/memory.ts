// Memory that the kernel and this program share.

import { checked } from "./errno.ts";
import { koffi, libc } from "./koffi.ts";

const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;
const MAP_FAILED = 0xffff_ffff_ffff_ffffn;

interface Calls {
  mmap(
    at: null,
    size: number,
    protection: number,
    flags: number,
    descriptor: number,
    offset: number,
  ): unknown;
  munmap(at: bigint, size: number): number;
}

let declared: Calls | undefined;

function calls(): Calls {
  declared ??= {
    mmap: libc(
      "void *mmap(void *at, size_t size, int protection, int flags, int descriptor, int64_t offset)",
    ),
    munmap: libc("int munmap(uintptr_t at, size_t size)"),
  };
  return declared;
}

/** A descriptor's memory, seen by both sides. */
export class SharedMapping {
  readonly octets: Uint8Array;
  /** The same in every thread. */
  readonly address: bigint;

  /** Throws SystemError. */
  constructor(descriptor: number, size: number) {
    const pointer = calls().mmap(null, size, PROT_READ_WRITE, MAP_SHARED, descriptor, 0);
    this.address = koffi().address(pointer);
    checked("mmap", this.address === MAP_FAILED ? -1 : 0);
    this.octets = new Uint8Array(koffi().view(pointer, size));
  }

  get size(): number {
    return this.octets.length;
  }

  /** Nobody may look at `octets` from now on: the pages are gone. */
  unmap(): void {
    unmapAt(this.address, this.size);
  }
}

/** The same for a mapping of a thread that is no more. */
export function unmapAt(address: bigint, size: number): void {
  calls().munmap(address, size);
}
