// The global `performance` is a getter, which costs a thread that has slept more than the clock itself.
import { performance } from "node:perf_hooks";
import { NS_PER_MS } from "../nanoseconds.ts";

/** Both clocks are slewed alike, and what is less than this is no step worth another shift. */
const STEP_MIN_NS = 50n * NS_PER_MS;
/** How far the clocks may have parted before that is measured. */
const PARTED_MAX_MS = 5;

// The clock's memory: two i64.
const SHIFT = 0;
const STEPS = 1;

/** Where times come from: nanoseconds of a clock that only runs, and of the one that is set. */
export interface TimeSource {
  readonly monotonic: () => bigint;
  /** The same clock in milliseconds since another origin: to read it costs less. */
  readonly monotonicMs: () => number;
  /** Whole milliseconds since 1970. */
  readonly realtimeMs: () => number;
}

/** Between which two values the shift lies. */
interface Bounds {
  readonly low: bigint;
  readonly high: bigint;
}

const SYSTEM: TimeSource = {
  monotonic: () => process.hrtime.bigint(),
  monotonicMs: () => performance.now(),
  realtimeMs: () => Date.now(),
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
  /** How far the wall clock was ahead of the other when both were measured last, milliseconds. */
  #aheadMs = Number.NaN;

  private constructor(buffer: SharedArrayBuffer, source: TimeSource) {
    this.buffer = buffer;
    this.#memory = new BigInt64Array(buffer);
    this.#source = source;
  }

  static create(source: TimeSource = SYSTEM): SteadyClock {
    const clock = SteadyClock.from(new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT), source);
    Atomics.store(clock.#memory, SHIFT, middle(clock.#measure()));
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

  /** Milliseconds on the same line since another origin, each thread's own: to read them costs less. */
  monotonicMs(): number {
    return this.#source.monotonicMs();
  }

  /** Milliseconds since 1970, now. */
  wallNowMs(): number {
    return Number(this.toWall(this.steadyNow()) / NS_PER_MS);
  }

  /** Nanoseconds since 1970. */
  readonly toWall = (steady: bigint): bigint => steady + this.shift;

  /**
   * Looks whether the wall clock was set, by more than 50 ms since the last step in all; true for the thread that
   * notices it first. Costs next to nothing where it was not: taps and the judge ask in each turn.
   */
  check(): boolean {
    const aheadMs = this.#source.realtimeMs() - this.#source.monotonicMs();
    if (Math.abs(aheadMs - this.#aheadMs) <= PARTED_MAX_MS) return false;
    const before = this.shift;
    const bounds = this.#measure();
    if (before >= bounds.low - STEP_MIN_NS && before <= bounds.high + STEP_MIN_NS) {
      // Wide bounds may hide a step: then both are measured again.
      if (bounds.high - bounds.low < STEP_MIN_NS) this.#aheadMs = aheadMs;
      return false;
    }
    if (Atomics.compareExchange(this.#memory, SHIFT, before, middle(bounds)) !== before) return false;
    Atomics.add(this.#memory, STEPS, 1n);
    return true;
  }

  /** Any thread may be kept waiting between two of the three: then the bounds are wide, and no step is seen in them. */
  #measure(): Bounds {
    const before = this.#source.monotonic();
    const realtime = BigInt(this.#source.realtimeMs()) * NS_PER_MS;
    const after = this.#source.monotonic();
    return { low: realtime - after, high: realtime + NS_PER_MS - before };
  }
}

function middle({ low, high }: Bounds): bigint {
  return (low + high) / 2n;
}
