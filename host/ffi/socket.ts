// Sockets as the kernel's own families need them: what Node's net and dgram cannot open.

import { checked, errnoName, SystemError } from "./errno.ts";
import { libc } from "./koffi.ts";

interface Calls {
  socket(family: number, type: number, protocol: number): number;
  close(descriptor: number): number;
  bind(descriptor: number, address: Uint8Array, size: number): number;
  setsockopt(descriptor: number, level: number, name: number, value: Uint8Array, size: number): number;
  getsockopt(descriptor: number, level: number, name: number, value: Uint8Array, size: Uint32Array): number;
  send(descriptor: number, octets: Uint8Array, size: number, flags: number): number;
  recv(descriptor: number, target: Uint8Array, size: number, flags: number): number;
  poll(descriptors: Uint8Array, count: number, timeoutMs: number): number;
}

let declared: Calls | undefined;

function calls(): Calls {
  declared ??= {
    socket: libc("int socket(int family, int type, int protocol)"),
    close: libc("int close(int descriptor)"),
    bind: libc("int bind(int descriptor, const void *address, uint32_t size)"),
    setsockopt: libc("int setsockopt(int descriptor, int level, int name, const void *value, uint32_t size)"),
    getsockopt: libc("int getsockopt(int descriptor, int level, int name, void *value, void *size)"),
    send: libc("intptr_t send(int descriptor, const void *octets, size_t size, int flags)"),
    recv: libc("intptr_t recv(int descriptor, void *target, size_t size, int flags)"),
    poll: libc("int poll(void *descriptors, unsigned long count, int timeout)"),
  };
  return declared;
}

export const SOL_SOCKET = 1;
const SO_ERROR = 4;
const SO_RCVBUF = 8;
const SO_RCVBUFFORCE = 33;
const SOCK_CLOEXEC = 0o2000000;
const MSG_DONTWAIT = 0x40;

/** One open socket. Every method throws SystemError where the kernel refuses. */
export class Socket {
  readonly descriptor: number;
  readonly #name: string;
  #isClosed = false;

  /** `name` is what errors call it. Throws ADDON_UNAVAILABLE as well. */
  constructor(name: string, family: number, type: number, protocol: number) {
    this.#name = name;
    this.descriptor = checked(`socket ${name}`, calls().socket(family, type | SOCK_CLOEXEC, protocol));
  }

  bind(address: Uint8Array): void {
    checked(`bind ${this.#name}`, calls().bind(this.descriptor, address, address.length));
  }

  /** `what` is the option's name in the kernel's headers. */
  setOption(what: string, level: number, name: number, value: Uint8Array): void {
    const result = calls().setsockopt(this.descriptor, level, name, value, value.length);
    checked(`setsockopt ${what} of ${this.#name}`, result);
  }

  /** Octets that the kernel keeps until they are taken; without CAP_NET_ADMIN it keeps net.core.rmem_max at most. */
  keep(size: number): void {
    const value = new Uint8Array(new Uint32Array([size]).buffer);
    try {
      this.setOption("SO_RCVBUFFORCE", SOL_SOCKET, SO_RCVBUFFORCE, value);
    } catch (error) {
      if (!(error instanceof SystemError) || error.code !== "EPERM") throw error;
      this.setOption("SO_RCVBUF", SOL_SOCKET, SO_RCVBUF, value);
    }
  }

  /** Fills `value`. */
  option(what: string, level: number, name: number, value: Uint8Array): void {
    const size = new Uint32Array([value.length]);
    const result = calls().getsockopt(this.descriptor, level, name, value, size);
    checked(`getsockopt ${what} of ${this.#name}`, result);
  }

  /** Why it stopped, such as ENETDOWN; asking clears it, so that poll(2) waits again. */
  takeError(): string | undefined {
    const value = new Uint8Array(4);
    this.option("SO_ERROR", SOL_SOCKET, SO_ERROR, value);
    const number = new DataView(value.buffer).getInt32(0, true);
    return number === 0 ? undefined : errnoName(number);
  }

  send(octets: Uint8Array): void {
    checked(`send ${this.#name}`, Number(calls().send(this.descriptor, octets, octets.length, 0)));
  }

  /** Octets of one message, cut to `target`; undefined where none waits. Does not block. */
  receive(target: Uint8Array): number | undefined {
    const size = Number(calls().recv(this.descriptor, target, target.length, MSG_DONTWAIT));
    if (size >= 0) return size;
    const code = errnoName();
    if (code === "EAGAIN" || code === "EWOULDBLOCK" || code === "EINTR") return undefined;
    throw new SystemError(`recv ${this.#name}`, code);
  }

  /** Once; its number may be another's afterwards. */
  close(): void {
    if (!this.#isClosed) closeDescriptor(this.descriptor);
    this.#isClosed = true;
  }
}

export function closeDescriptor(descriptor: number): void {
  calls().close(descriptor);
}

const POLLFD_SIZE = 8; // int fd; short events, revents (poll(2))
const POLLFD_EVENTS = 4;
const POLLFD_REVENTS = 6;
const POLLIN = 0x01;
const POLLERR = 0x08;
const POLLHUP = 0x10;
const POLLNVAL = 0x20;

/** What a loop asks of one, whoever wakes it. */
export type Waiting = Pick<Poll, "wait" | "isReady" | "hasError">;

/** Waits until one of some descriptors has something to read. The same buffer serves every call. */
export class Poll {
  readonly #octets: Uint8Array;
  readonly #view: DataView;
  readonly #count: number;

  constructor(descriptors: readonly number[]) {
    this.#count = descriptors.length;
    this.#octets = new Uint8Array(descriptors.length * POLLFD_SIZE);
    this.#view = new DataView(this.#octets.buffer);
    descriptors.forEach((descriptor, k) => {
      this.#view.setInt32(k * POLLFD_SIZE, descriptor, true);
      this.#view.setInt16(k * POLLFD_SIZE + POLLFD_EVENTS, POLLIN, true);
    });
  }

  /** Blocks this thread for at most `timeoutMs`, -1 for ever; a signal may end it sooner. */
  wait(timeoutMs: number): void {
    const result = calls().poll(this.#octets, this.#count, timeoutMs);
    if (result >= 0) return;
    const code = errnoName();
    if (code !== "EINTR") throw new SystemError("poll", code);
  }

  /** Whether the k-th descriptor had something to read at the last wait. */
  isReady(k: number): boolean {
    return (this.#events(k) & POLLIN) !== 0;
  }

  /** Whether the k-th descriptor had an error at the last wait, or is none. */
  hasError(k: number): boolean {
    return (this.#events(k) & (POLLERR | POLLHUP | POLLNVAL)) !== 0;
  }

  #events(k: number): number {
    return this.#view.getUint16(k * POLLFD_SIZE + POLLFD_REVENTS, true);
  }
}
