import type { AccountingReport } from "../http/observed.ts";
import type { Counted } from "./counted.ts";
import { Ledger } from "./ledger.ts";
import type { Sums } from "./sums.ts";

/** Who counts bytes, and how much of the traffic the taps saw. */
export class Accounting {
  readonly #ledger = new Ledger();

  sums(counted: Counted): Sums {
    return this.#ledger.total(counted.sums);
  }

  report(_: Counted): AccountingReport {
    return { source: this.#ledger.accountant, offload: "unknown" };
  }
}
