// What the kernel says of its clock (adjtimex(2)).

import { libc } from "./koffi.ts";

/** struct timex is 208 octets with 64-bit fields, on glibc and on musl. */
const TIMEX_SIZE = 208;
/** The result where the clock is not synchronized. */
const TIME_ERROR = 5;

type Adjtimex = (timex: Uint8Array) => number;

let adjtimex: Adjtimex | undefined;

/** Whether NTP holds the clock; undefined where the kernel does not tell. Throws ADDON_UNAVAILABLE. */
export function isClockSynchronized(): boolean | undefined {
  adjtimex ??= libc<Adjtimex>("int adjtimex(void *timex)");
  // `modes` is 0: nothing is set.
  const state = adjtimex(new Uint8Array(TIMEX_SIZE));
  return state < 0 ? undefined : state !== TIME_ERROR;
}
