// nftables' transactions: messages between NFNL_MSG_BATCH_BEGIN and _END (linux/netfilter/nfnetlink.h), all or none.

import { joined } from "../octets.ts";
import type { Channel } from "./channel.ts";
import type { Request } from "./exchange.ts";
import { NetlinkFormatError } from "./format-error.ts";
import { errnoOf, KernelError } from "./kernel-error.ts";
import { messages, NLM_F_ACK, NLMSG_ERROR, request } from "./message.ts";
import { NFNL_SUBSYS_NFTABLES, netfilterRequest } from "./netfilter.ts";

const NFNL_MSG_BATCH_BEGIN = 0x10;
const NFNL_MSG_BATCH_END = 0x11;
/** struct nfgenmsg, whose resource is the subsystem. */
const BOUNDARY = Uint8Array.of(0, 0, 0, NFNL_SUBSYS_NFTABLES);

/** A part of a transaction; `flags` are NLM_F_*. */
export interface Change extends Request {
  readonly flags: number;
}

/** A message of nf_tables', to a table of this family (NFPROTO_*). */
export function change(
  type: number,
  flags: number,
  family: number,
  ...attributes: readonly Uint8Array[]
): Change {
  return { ...netfilterRequest(NFNL_SUBSYS_NFTABLES, type, family, ...attributes), flags };
}

/** Transactions over one channel, one after the other. */
export class Batches {
  readonly #channel: Channel;
  #sequence = 0;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /**
   * Does all of it or nothing. Throws KernelError where the kernel refuses, NetlinkFormatError where it does not say
   * that it has done it, and what the channel throws.
   */
  transact(changes: readonly Change[]): void {
    const first = ++this.#sequence;
    const parts = changes.map(({ type, flags, payload }) =>
      request(type, flags | NLM_F_ACK, ++this.#sequence, payload),
    );
    const begin = request(NFNL_MSG_BATCH_BEGIN, 0, first, BOUNDARY);
    const end = request(NFNL_MSG_BATCH_END, 0, ++this.#sequence, BOUNDARY);
    this.#channel.send(joined([begin, ...parts, end]));
    this.#awaitAnswers(first, changes.length);
  }

  /** One a change; what is wrong with all of it is said of its beginning. */
  #awaitAnswers(first: number, count: number): void {
    let done = 0;
    while (done < count) {
      const datagram = this.#channel.receive();
      if (datagram === undefined || datagram === "overrun")
        throw new NetlinkFormatError(`${done} of ${count} changes are acknowledged`);
      for (const message of messages(datagram)) {
        if (message.type !== NLMSG_ERROR || message.sequence < first) continue;
        const errno = errnoOf(message);
        if (errno !== 0) throw new KernelError(errno);
        done++;
      }
    }
  }
}
