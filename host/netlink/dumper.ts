import type { Channel } from "./channel.ts";
import { Dump, type DumpRequest } from "./dump.ts";
import { NetlinkFormatError } from "./format-error.ts";
import type { Message } from "./message.ts";

/** 128 MiB: beyond it a table is not taken whole. */
const DATAGRAMS_MAX = 4096;

/** Dumps that are taken in one go. A channel whose dump failed is closed: what is left in it belongs to nobody. */
export class Dumper {
  readonly #open: () => Channel;
  #channel: Channel | undefined;
  #sequence = 0;

  constructor(open: () => Channel) {
    this.#open = open;
  }

  /**
   * False where something changed meanwhile: ask again. Throws KernelError, NetlinkFormatError, and what the channel
   * throws.
   */
  dump(wanted: DumpRequest, each: (message: Message) => void): boolean {
    this.#channel ??= this.#open();
    try {
      const dump = new Dump(this.#channel, wanted, ++this.#sequence);
      const progress = dump.take(DATAGRAMS_MAX, each);
      if (progress === "pending") throw new NetlinkFormatError("a dump has no end");
      return progress === "done";
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
