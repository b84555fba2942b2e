import type { Channel } from "./channel.ts";
import { NetlinkFormatError } from "./format-error.ts";
import { errnoOf, KernelError } from "./kernel-error.ts";
import {
  type Message,
  messages,
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLMSG_DONE,
  NLMSG_ERROR,
  request,
} from "./message.ts";

/** What is dumped: the type of the request and the header that goes with it. */
export interface DumpRequest {
  readonly type: number;
  readonly payload: Uint8Array;
}

/** `pending`: what has arrived is taken, the rest comes later. `interrupted`: whole, but it changed meanwhile. */
export type DumpProgress = "pending" | "done" | "interrupted";

/**
 * Asks the kernel for all of something. A dump is made while it is received, so nothing waits and a long one may be
 * taken in pieces. A second request is an error until the first is over.
 */
export class Dump {
  readonly #channel: Channel;
  readonly #sequence: number;
  #interrupted = false;
  #taken = 0;

  /** Throws what the channel's `send` throws. */
  constructor(channel: Channel, { type, payload }: DumpRequest, sequence: number) {
    this.#channel = channel;
    this.#sequence = sequence;
    channel.send(request(type, NLM_F_DUMP, sequence, payload));
  }

  /**
   * Takes at most `datagramsMax` datagrams (32 KiB each at most). Throws KernelError where the kernel refuses,
   * NetlinkFormatError where its answer cannot be read or parts of it are lost; the channel is of no use then.
   */
  take(datagramsMax: number, each: (message: Message) => void): DumpProgress {
    for (let count = 0; count < datagramsMax; count++) {
      const datagram = this.#channel.receive();
      if (datagram === undefined) return "pending";
      if (datagram === "overrun") throw new NetlinkFormatError("parts of a dump are lost");
      this.#taken++;
      if (this.#read(datagram, each)) return this.#interrupted ? "interrupted" : "done";
    }
    return "pending";
  }

  /** Datagrams so far. */
  get taken(): number {
    return this.#taken;
  }

  #read(datagram: Uint8Array, each: (message: Message) => void): boolean {
    for (const message of messages(datagram)) {
      if (message.sequence !== this.#sequence) continue;
      if ((message.flags & NLM_F_DUMP_INTR) !== 0) this.#interrupted = true;
      if (message.type === NLMSG_ERROR || message.type === NLMSG_DONE) {
        const errno = errnoOf(message);
        if (errno !== 0) throw new KernelError(errno);
        return true;
      }
      each(message);
    }
    return false;
  }
}
