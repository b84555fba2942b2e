import type { Channel } from "./channel.ts";
import { Dump, type DumpRequest } from "./dump.ts";
import { NetlinkFormatError } from "./format-error.ts";
import type { Message } from "./message.ts";

/** 8 MiB, some 80,000 routes: a router of the Internet has a million, and nobody waits for them. */
const DATAGRAMS_MAX = 256;

/** `interrupted`: something changed meanwhile, ask again. `cut`: there is more than is taken. */
export type DumpOutcome = "whole" | "interrupted" | "cut";

/** Dumps that are taken in one go. A channel whose dump failed is closed: what is left in it belongs to nobody. */
export class Dumper {
  readonly #open: () => Channel;
  #channel: Channel | undefined;
  #sequence = 0;

  constructor(open: () => Channel) {
    this.#open = open;
  }

  /** Throws KernelError, NetlinkFormatError, and what the channel throws. */
  dump(wanted: DumpRequest, each: (message: Message) => void): DumpOutcome {
    this.#channel ??= this.#open();
    try {
      const dump = new Dump(this.#channel, wanted, ++this.#sequence);
      const progress = dump.take(DATAGRAMS_MAX, each);
      if (progress === "done") return "whole";
      if (progress === "interrupted") return progress;
      if (dump.taken < DATAGRAMS_MAX) throw new NetlinkFormatError("a dump has no end");
      this.close();
      return "cut";
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    this.#channel?.close();
    this.#channel = undefined;
  }
}
