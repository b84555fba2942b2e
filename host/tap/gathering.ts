/** A ring that fills in this time for each of its blocks is one of 1 GB/s: it does not overflow while blocks gather. */
const BLOCK_MS = 0.5;
/** Of the ring, what gathers if frames go on coming as they did. */
const SHARE = 1 / 8;

/** What a turn has found in the ring that held most. */
export interface Turn {
  readonly walked: number;
  readonly isFull: boolean;
  readonly blocks: number;
}

export const NOTHING_FOUND: Turn = { walked: 0, isFull: false, blocks: 0 };

/**
 * How long blocks are let gather under load. To wake for each takes a tenth of all its CPU: of a thread that has slept,
 * neither code nor tables are in the caches. Network cards moderate their interrupts so.
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
   * Milliseconds from now on, after `walked` blocks of a ring that has `blocks`, which have come since the last ones; `isFull`:
   * one of them was handed over for want of room. Else frames come so seldom that the thread sleeps anyway: 0. So where
   * `isMore` waits.
   */
  after({ walked, isFull, blocks }: Turn, isMore: boolean, nowMs: number): number {
    this.#walked += walked;
    if (isMore || walked === 0) return 0;
    const each = (nowMs - this.#walkedAtMs) / this.#walked;
    const isKnown = this.#isSteady && isFull;
    this.#isSteady = isFull;
    this.#walked = 0;
    this.#walkedAtMs = nowMs;
    return isKnown ? Math.floor(Math.min(blocks * BLOCK_MS, SHARE * blocks * each)) : 0;
  }
}
