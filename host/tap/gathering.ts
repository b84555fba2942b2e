/** At 350 MB/s, which is more than 2.5 Gbit/s bring, a block fills in this time. */
const BLOCK_MS_MIN = 1.5;
/** What stays free for a thread that is kept waiting, at the speed at which frames have come. */
const RESERVE_MS = 40;
/** Of a ring that fills so fast that it has no such reserve, and of every other one. */
const SHARE_MIN = 1 / 8;
const SHARE_MAX = 1 / 2;
/** Two thirds of what the kernel lets a block wait that fills slowly. */
const WHOLE_MAX_MS = 40;

/** What a turn has found in the ring that held most. */
export interface Turn {
  readonly walked: number;
  readonly isFull: boolean;
  readonly blocks: number;
}

export const NOTHING_FOUND: Turn = { walked: 0, isFull: false, blocks: 0 };

/** How long to let blocks gather, in slices between which the ring is looked at: frames may come faster now. */
export interface Pause {
  readonly wholeMs: number;
  /** Two thirds of a ring last so long at 350 MB/s. */
  readonly sliceMs: number;
}

export const NO_PAUSE: Pause = { wholeMs: 0, sliceMs: 0 };

/**
 * How long blocks are let gather under load. Of a thread that has slept, neither code nor tables are in the caches: each
 * wake costs as much as half a block. Network cards moderate their interrupts so.
 */
export class Gathering {
  #walkedAtMs: number;
  /** Blocks since then, of turns that left some. */
  #walked = 0;
  /** Whether frames came without a pause since the turn before: only then it is known how fast. */
  #isSteady = false;

  constructor(nowMs: number) {
    this.#walkedAtMs = nowMs;
  }

  /**
   * From now on, after `walked` blocks of a ring that has `blocks`, which have come since the last ones; `isFull`: one of
   * them was handed over for want of room. Else frames come so seldom that the thread sleeps anyway: no pause. So where
   * `isMore` waits.
   */
  after({ walked, isFull, blocks }: Turn, isMore: boolean, nowMs: number): Pause {
    this.#walked += walked;
    if (isMore || walked === 0) return NO_PAUSE;
    const eachMs = (nowMs - this.#walkedAtMs) / this.#walked;
    const isKnown = this.#isSteady && isFull;
    this.#isSteady = isFull;
    this.#walked = 0;
    this.#walkedAtMs = nowMs;
    return isKnown ? pauseOf(blocks, eachMs) : NO_PAUSE;
  }
}

function pauseOf(blocks: number, eachMs: number): Pause {
  const gathered = Math.min(blocks * SHARE_MAX, blocks - RESERVE_MS / eachMs);
  const wholeMs = Math.floor(Math.min(WHOLE_MAX_MS, Math.max(blocks * SHARE_MIN, gathered) * eachMs));
  // A look that finds a third full ends the pause: of any other two thirds are free.
  const sliceMaxMs = (2 * blocks * BLOCK_MS_MIN) / 3;
  const slices = Math.max(1, Math.ceil(wholeMs / sliceMaxMs));
  return { wholeMs, sliceMs: Math.ceil(wholeMs / slices) };
}
