const NANOSECONDS_PER_MS = 1_000_000n;
/** A clock that is slewed drifts by less between two looks; NTP steps by more. */
const STEP_MIN_NS = 50n * NANOSECONDS_PER_MS;

// The clock's memory: two i64.
const SHIFT = 0;
const STEPS = 1;

/** Where times come from: nanoseconds of a clock that only runs, and of the one that is set. */
export interface TimeSource {
  readonly monotonic: () => bigint;
  readonly realtime: () => bigint;
}

const SYSTEM: TimeSource = {
  monotonic: () => process.hrtime.bigint(),
  realtime: () => BigInt(Date.now()) * NANOSECONDS_PER_MS,
};

/**
 * Times on a line that never steps, in nanoseconds, and what they are called on the wall. All threads share one shift
 * between the two, which changes only where the wall clock was set: a time that came from it, such as a frame's, goes
 * there and back unchanged, and what happened before NTP set the clock is told by the right clock afterwards.
 */
export class SteadyClock {
  readonly buffer: SharedArrayBuffer;
  readonly #memory: BigInt64Array;
  readonly #source: TimeSource;

  private constructor(buffer: SharedArrayBuffer, source: TimeSource) {
    this.buffer = buffer;
    this.#memory = new BigInt64Array(buffer);
    this.#source = source;
  }

  static create(source: TimeSource = SYSTEM): SteadyClock {
    const clock = SteadyClock.from(new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT), source);
    Atomics.store(clock.#memory, SHIFT, source.realtime() - source.monotonic());
    return clock;
  }

  /** The clock of another thread. */
  static from(buffer: SharedArrayBuffer, source: TimeSource = SYSTEM): SteadyClock {
    return new SteadyClock(buffer, source);
  }

  /** What is to be taken from a wall time to make it steady. */
  get shift(): bigint {
    return Atomics.load(this.#memory, SHIFT);
  }

  /** How often the wall clock was set. */
  get steps(): number {
    return Number(Atomics.load(this.#memory, STEPS));
  }

  steadyNow(): bigint {
    return this.#source.monotonic();
  }

  /** Nanoseconds since 1970. */
  readonly toWall = (steady: bigint): bigint => steady + this.shift;

  /** Looks whether the wall clock was set; true for the thread that notices it first. */
  check(): boolean {
    const before = this.shift;
    const now = this.#source.realtime() - this.#source.monotonic();
    const deviation = now > before ? now - before : before - now;
    if (deviation <= STEP_MIN_NS) return false;
    if (Atomics.compareExchange(this.#memory, SHIFT, before, now) !== before) return false;
    Atomics.add(this.#memory, STEPS, 1n);
    return true;
  }
}
