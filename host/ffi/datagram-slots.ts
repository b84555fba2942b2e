// recvmmsg(2): many datagrams in one call, each to a slot of memory of its own. Layouts of 64-bit machines.
//
//  mmsghdr  0 name   8 namelen   16 iov (pointer)   24 iovlen   32 control   40 controllen   48 flags   56 length u32
//  iovec    0 base (pointer)     8 length

import { errnoName, SystemError } from "./errno.ts";
import { koffi, libc } from "./koffi.ts";

const MMSGHDR_SIZE = 64;
const MMSGHDR_IOV = 16;
const MMSGHDR_IOVLEN = 24;
const IOVEC_SIZE = 16;
const MSG_DONTWAIT = 0x40;

type Receive = (descriptor: number, headers: unknown, count: number, flags: number, timeout: null) => number;
type AddressOf = (octets: Uint8Array, value: number, size: number) => number | bigint;

let declared: { readonly receive: Receive; readonly addressOf: AddressOf } | undefined;

function calls(): { readonly receive: Receive; readonly addressOf: AddressOf } {
  declared ??= {
    receive: libc(
      "int recvmmsg(int descriptor, void *headers, unsigned int count, int flags, void *timeout)",
    ),
    // Writes nothing, and returns where that would have been.
    addressOf: libc("uintptr_t memset(void *octets, int value, size_t size)"),
  };
  return declared;
}

/** Slots in memory that never moves, such as one of fixed size. */
export class DatagramSlots {
  readonly #count: number;
  readonly #headers: unknown;
  readonly #vectors: unknown;
  /** The kernel writes to it as long as this lives. */
  readonly #memory: Uint8Array;
  #isFreed = false;

  /** `count` slots of `size` octets, from the beginning of `memory` on. Throws ADDON_UNAVAILABLE. */
  constructor(memory: Uint8Array, size: number, count: number) {
    const { alloc, view, address } = koffi();
    this.#memory = memory;
    this.#count = count;
    this.#headers = alloc("uint8_t", count * MMSGHDR_SIZE);
    this.#vectors = alloc("uint8_t", count * IOVEC_SIZE);
    const headers = new DataView(view(this.#headers, count * MMSGHDR_SIZE));
    const vectors = new DataView(view(this.#vectors, count * IOVEC_SIZE));
    new Uint8Array(headers.buffer, headers.byteOffset, headers.byteLength).fill(0);
    const start = BigInt(calls().addressOf(this.#memory, 0, 0));
    const vectorsAt = BigInt(address(this.#vectors));
    for (let k = 0; k < count; k++) {
      headers.setBigUint64(k * MMSGHDR_SIZE + MMSGHDR_IOV, vectorsAt + BigInt(k * IOVEC_SIZE), true);
      headers.setBigUint64(k * MMSGHDR_SIZE + MMSGHDR_IOVLEN, 1n, true);
      vectors.setBigUint64(k * IOVEC_SIZE, start + BigInt(k * size), true);
      vectors.setBigUint64(k * IOVEC_SIZE + 8, BigInt(size), true);
    }
  }

  /**
   * Fills slots from the first on with what waits, and says how many; 0 where nothing does. "overrun": datagrams were
   * lost because nobody took them. Throws SystemError.
   */
  receive(descriptor: number): number | "overrun" {
    const count = calls().receive(descriptor, this.#headers, this.#count, MSG_DONTWAIT, null);
    if (count >= 0) return count;
    const code = errnoName();
    if (code === "EAGAIN" || code === "EWOULDBLOCK" || code === "EINTR") return 0;
    if (code === "ENOBUFS") return "overrun";
    throw new SystemError("recvmmsg", code);
  }

  close(): void {
    if (this.#isFreed) return;
    this.#isFreed = true;
    koffi().free(this.#headers);
    koffi().free(this.#vectors);
  }
}
