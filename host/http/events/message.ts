import type { ObservedEvent } from "../../observed.ts";

const encoder = new TextEncoder();

/** Asks a client to wait before it comes back. */
const RETRY_MS = 3000;

/** The first octets of a stream. */
export const GREETING = encoder.encode(`retry: ${RETRY_MS}\n\n`);

/** A comment: it shows either side that the other is there. */
export const HEARTBEAT = encoder.encode(": heartbeat\n\n");

/** HTML section 9.2.5; JSON holds no line feed. */
export function message(id: string, event: ObservedEvent): Uint8Array {
  return encoder.encode(`id: ${id}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`);
}
