import type { Channel } from "./channel.ts";
import { NetlinkFormatError } from "./format-error.ts";
import { errnoOf, KernelError } from "./kernel-error.ts";
import { type Message, messages, NLM_F_ACK, NLMSG_ERROR, request } from "./message.ts";

/** Datagrams until the acknowledgement; an answer takes one or two. */
const DATAGRAMS_MAX = 16;

/** One thing that is asked, or told to be done. */
export interface Request {
  readonly type: number;
  readonly payload: Uint8Array;
}

/** Requests that the kernel answers and acknowledges at once, one after the other, over one channel. */
export class Exchange {
  readonly #channel: Channel;
  #sequence = 0;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /**
   * `each` is given what is answered. Throws KernelError where the kernel refuses, NetlinkFormatError where its answer
   * cannot be read, and what the channel throws.
   */
  request({ type, payload }: Request, each: (message: Message) => void = () => {}): void {
    const sequence = ++this.#sequence;
    this.#channel.send(request(type, NLM_F_ACK, sequence, payload));
    for (let count = 0; count < DATAGRAMS_MAX; count++) {
      const datagram = this.#channel.receive();
      if (datagram === undefined || datagram === "overrun") break;
      for (const message of messages(datagram)) {
        if (message.sequence !== sequence) continue;
        if (message.type !== NLMSG_ERROR) {
          each(message);
          continue;
        }
        const errno = errnoOf(message);
        if (errno !== 0) throw new KernelError(errno);
        return;
      }
    }
    throw new NetlinkFormatError("a request is not acknowledged");
  }

  close(): void {
    this.#channel.close();
  }
}
