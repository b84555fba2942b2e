// An eventfd (eventfd(2)), by which one thread ends another's wait in poll(2).

import { checked } from "./errno.ts";
import { libc } from "./koffi.ts";

const EFD_NONBLOCK = 0o4000;
const EFD_CLOEXEC = 0o2000000;
/** The counter that is read and written: a u64 in this machine's byte order. */
const ONE = new Uint8Array(new BigUint64Array([1n]).buffer);

interface Calls {
  eventfd(initial: number, flags: number): number;
  read(descriptor: number, target: Uint8Array, size: number): number;
  write(descriptor: number, octets: Uint8Array, size: number): number;
  close(descriptor: number): number;
}

let declared: Calls | undefined;

function calls(): Calls {
  declared ??= {
    eventfd: libc("int eventfd(unsigned int initial, int flags)"),
    read: libc("intptr_t read(int descriptor, void *target, size_t size)"),
    write: libc("intptr_t write(int descriptor, const void *octets, size_t size)"),
    close: libc("int close(int descriptor)"),
  };
  return declared;
}

export class Doorbell {
  /** The same number in every thread. */
  readonly descriptor: number;
  readonly #target = new Uint8Array(ONE.length);
  #isClosed = false;

  private constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  /** Throws SystemError, ADDON_UNAVAILABLE. */
  static create(): Doorbell {
    return new Doorbell(checked("eventfd", calls().eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)));
  }

  /** The bell that another thread has created. */
  static at(descriptor: number): Doorbell {
    return new Doorbell(descriptor);
  }

  ring(): void {
    if (!this.#isClosed) calls().write(this.descriptor, ONE, ONE.length);
  }

  /** Before looking for what it was rung for: poll(2) waits again until the next ring. */
  silence(): void {
    calls().read(this.descriptor, this.#target, this.#target.length);
  }

  /** Its number may be another's afterwards: it rings no more. */
  close(): void {
    if (!this.#isClosed) calls().close(this.descriptor);
    this.#isClosed = true;
  }
}
