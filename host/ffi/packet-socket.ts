import { SystemError } from "./errno.ts";
import { AF_PACKET, attachFilter, linkAddress, SOCK_RAW } from "./packet.ts";
import { Socket } from "./socket.ts";

/** It says so once, and goes on when the interface does. */
const DOWN = ["ENETDOWN", "ENODEV", "ENXIO"];
/** Frames that wait: those of DNS, some thousand answers. */
const KEPT_SIZE = 1 << 20;

/**
 * An interface, heard frame by frame: each is there as soon as it has passed, where a ring's block comes later. Every
 * method throws SystemError where the kernel refuses.
 */
export class PacketSocket {
  readonly #socket: Socket;

  /** `filter` is a program as capture/bpf.ts encodes it. Throws ADDON_UNAVAILABLE as well. */
  constructor(interfaceName: string, interfaceIndex: number, filter: Uint8Array) {
    this.#socket = new Socket(`AF_PACKET on ${interfaceName}`, AF_PACKET, SOCK_RAW, 0);
    try {
      attachFilter(this.#socket, filter);
      this.#socket.keep(KEPT_SIZE);
      // Until now the socket had no protocol and heard nothing.
      this.#socket.bind(linkAddress(interfaceIndex));
    } catch (error) {
      this.#socket.close();
      throw error;
    }
  }

  get descriptor(): number {
    return this.#socket.descriptor;
  }

  /** Octets of the next frame, cut to `target`; undefined where none waits, or the interface is down. */
  receive(target: Uint8Array): number | undefined {
    try {
      return this.#socket.receive(target);
    } catch (error) {
      if (error instanceof SystemError && DOWN.includes(error.code)) return undefined;
      throw error;
    }
  }

  /** Why the interface stopped, such as ENETDOWN; asking clears it. */
  takeError(): string | undefined {
    return this.#socket.takeError();
  }

  close(): void {
    this.#socket.close();
  }
}
