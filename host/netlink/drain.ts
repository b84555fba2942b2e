import type { Channel } from "./channel.ts";
import { NetlinkFormatError } from "./format-error.ts";
import { type Message, messages } from "./message.ts";

/** What was wrong with the events that a channel held: after an overrun or an unreadable one, ask for everything. */
export interface Drained {
  /** Times that the kernel had no room for an event. */
  readonly overruns: number;
  /** Datagrams that could not be read. */
  readonly unreadable: number;
  /** No event waits any more. */
  readonly emptied: boolean;
}

/**
 * Takes the events that wait, at most `datagramsMax` datagrams of them; the others wait on. What `each` throws as
 * NetlinkFormatError counts as unreadable.
 */
export function drain(channel: Channel, datagramsMax: number, each: (message: Message) => void): Drained {
  let overruns = 0;
  let unreadable = 0;
  let emptied = false;
  for (let count = 0; count < datagramsMax && !emptied; count++) {
    const datagram = channel.receive();
    if (datagram === undefined) {
      emptied = true;
      continue;
    }
    if (datagram === "overrun") {
      overruns++;
      continue;
    }
    try {
      for (const message of messages(datagram)) each(message);
    } catch (error) {
      if (!(error instanceof NetlinkFormatError)) throw error;
      unreadable++;
    }
  }
  return { overruns, unreadable, emptied };
}
