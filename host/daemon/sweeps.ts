import type { SweepCounters } from "../enforce/sweep.ts";
import type { SweepOutcome } from "../judge/messages.ts";
import { added } from "./added.ts";

const NOTHING: SweepCounters = {
  flows: 0,
  ended: 0,
  endedOffloaded: 0,
  gone: 0,
  refused: 0,
  unreadable: 0,
};

/** When open flows are looked at, and what came of it. */
export class Sweeps {
  readonly #begin: () => void;
  #counters = NOTHING;
  /** Some flows have to be looked at once more, as soon as nobody looks at any. */
  #isDue = false;
  #isRunning = false;
  /** Packets that had passed unjudged when that was asked last. */
  #unjudged = 0;

  /** `begin` starts one, in the place of one that is under way; its end is told by `ended`, or by `lost`. */
  constructor(begin: () => void) {
    this.#begin = begin;
  }

  /** Since the start. */
  get counters(): SweepCounters {
    return this.#counters;
  }

  /** At once: the policy of one that is under way is not in force any more, or what it has seen has changed. */
  start(): void {
    this.#isDue = false;
    this.#isRunning = true;
    this.#begin();
  }

  /** Once a second, with the packets that have passed unjudged by now. */
  tick(unjudged: number): void {
    // What passed while nobody judged may have come to pass the firewall by.
    if (unjudged > this.#unjudged) this.#isDue = true;
    this.#unjudged = unjudged;
    // Whoever has a packet pass unjudged each second must not keep it from coming to an end.
    if (this.#isDue && !this.#isRunning) this.start();
  }

  ended({ isWhole, counters }: SweepOutcome): void {
    this.#counters = added(this.#counters, counters);
    this.#isRunning = false;
    if (!isWhole) this.#isDue = true;
  }

  /** The classifier that was asked has trapped. */
  lost(): void {
    this.#isRunning = false;
    this.#isDue = true;
  }
}
