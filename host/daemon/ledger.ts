import { Sums } from "./sums.ts";

/** Who counts bytes: the taps, or conntrack where offload hides packets from them. Never both. */
export type Accountant = "tap" | "conntrack";

/**
 * What has been counted since the program started, whoever counted it: by classifiers that were replaced as well, and
 * before and after the accountant changed. It never goes down.
 */
export class Ledger {
  #accountant: Accountant = "tap";
  /** Up to when the accountant became who it is. */
  #before = new Sums();
  /** What the accountant had counted by then. */
  #zero = new Sums();

  get accountant(): Accountant {
    return this.#accountant;
  }

  /** `counted` is what the accountant has counted in all. */
  total(counted: Sums): Sums {
    return new Sums().addSums(this.#before, 1).addSums(counted, 1).addSums(this.#zero, -1);
  }

  /** From now on another one counts; both say what they have counted until now. */
  change(to: Accountant, counted: Readonly<Record<Accountant, Sums>>): void {
    if (to === this.#accountant) return;
    this.#before = this.total(counted[this.#accountant]);
    this.#zero = counted[to];
    this.#accountant = to;
  }
}
