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
  munmap(at: unknown, size: number): number;
}

let declared: Calls | undefined;

function calls(): Calls {
  declared ??= {
    mmap: libc(
      "void *mmap(void *at, size_t size, int protection, int flags, int descriptor, int64_t offset)",
    ),
    munmap: libc("int munmap(void *at, size_t size)"),
  };
  return declared;
}

/** A descriptor's memory, seen by both sides. */
export class SharedMapping {
  readonly octets: Uint8Array;
  readonly #pointer: unknown;

  /** Throws SystemError. */
  constructor(descriptor: number, size: number) {
    this.#pointer = calls().mmap(null, size, PROT_READ_WRITE, MAP_SHARED, descriptor, 0);
    checked("mmap", koffi().address(this.#pointer) === MAP_FAILED ? -1 : 0);
    this.octets = new Uint8Array(koffi().view(this.#pointer, size));
  }

  /** Nobody may look at `octets` from now on: the pages are gone. */
  unmap(): void {
    calls().munmap(this.#pointer, this.octets.length);
  }
}
