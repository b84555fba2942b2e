// A timer of the kernel that ends this program, timer_create(2): it runs while the program is stopped as well, which
// no timer of its own does, and SIGKILL cannot be put off.

import { checked } from "./errno.ts";
import { libc } from "./koffi.ts";

const CLOCK_MONOTONIC = 1;
const SIGEV_SIGNAL = 0;
const SIGKILL = 9;
/** struct sigevent: value u64, signal i32, notify i32, more. */
const SIGEVENT_SIZE = 64;
const SIGEVENT_SIGNAL = 8;
const SIGEVENT_NOTIFY = 12;
/** struct itimerspec: interval and value, each seconds i64 and nanoseconds i64. */
const ITIMERSPEC_SIZE = 32;
const ITIMERSPEC_SECONDS = 16;

type Create = (clock: number, event: Uint8Array, timer: BigUint64Array) => number;
type Set = (timer: bigint, flags: number, value: Uint8Array, before: null) => number;
type Delete = (timer: bigint) => number;

/** Ends the program at once, unless it is put off again and again. */
export class Deadline {
  /** The same number in every thread. */
  readonly timer: bigint;
  readonly #value = new Uint8Array(ITIMERSPEC_SIZE);
  readonly #fields = new DataView(this.#value.buffer);
  readonly #set: Set;
  #isClosed = false;

  private constructor(timer: bigint) {
    this.timer = timer;
    this.#set = libc<Set>("int timer_settime(uintptr_t timer, int flags, const void *value, void *before)");
  }

  /** Runs from the first `putOff` on. Throws SystemError, ADDON_UNAVAILABLE. */
  static create(): Deadline {
    const event = new Uint8Array(SIGEVENT_SIZE);
    const fields = new DataView(event.buffer);
    fields.setInt32(SIGEVENT_SIGNAL, SIGKILL, true);
    fields.setInt32(SIGEVENT_NOTIFY, SIGEV_SIGNAL, true);
    const timer = new BigUint64Array(1);
    const create = libc<Create>("int timer_create(int clock, void *event, void *timer)");
    checked("timer_create", create(CLOCK_MONOTONIC, event, timer));
    return new Deadline(timer[0]);
  }

  /** The one that another thread has created, and closes: the system does not take back what a thread has left. */
  static at(timer: bigint): Deadline {
    return new Deadline(timer);
  }

  /** Until so many seconds from now. */
  putOff(seconds: number): void {
    this.#fields.setBigInt64(ITIMERSPEC_SECONDS, BigInt(seconds), true);
    checked("timer_settime", this.#set(this.timer, 0, this.#value, null));
  }

  /** Until somebody puts it off again. */
  callOff(): void {
    this.putOff(0);
  }

  /** Once; its number may be another's afterwards. */
  close(): void {
    if (!this.#isClosed) libc<Delete>("int timer_delete(uintptr_t timer)")(this.timer);
    this.#isClosed = true;
  }
}
