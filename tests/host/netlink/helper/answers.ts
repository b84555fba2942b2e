import { message, u32 } from "./message.ts";

const ERROR = 2;
const DONE = 3;

/** The end of a dump. */
export function done(sequence: number): Uint8Array {
  return message({ type: DONE, flags: 2, sequence }, u32(0));
}

/** What the kernel says of a request: 0 that it is done, else why not. */
export function failure(sequence: number, errno: number): Uint8Array {
  return message({ type: ERROR, sequence }, u32(-errno >>> 0), new Uint8Array(16));
}
