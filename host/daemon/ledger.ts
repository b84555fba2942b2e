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

  /** `counted` is what the accountant has counted in all; the result may be the same. */
  total(counted: Sums): Sums {
    // Those who never changed are most, and are asked each second.
    if (this.#before.isEmpty && this.#zero.isEmpty) return counted;
    return new Sums().addSums(this.#before).addSums(counted).subtractSums(this.#zero);
  }

  /** From now on another one counts; both say what they have counted until now. */
  change(to: Accountant, counted: Readonly<Record<Accountant, Sums>>): void {
    if (to === this.#accountant) return;
    this.#before = new Sums().addSums(this.total(counted[this.#accountant]));
    // A copy as well: what is counted goes on in the same sums.
    this.#zero = new Sums().addSums(counted[to]);
    this.#accountant = to;
  }
}
