import type { Prefix } from "../address.ts";
import type { Config } from "../config/config.ts";
import { OperatorError } from "../errors.ts";
import { lastGoodOf } from "../firewall/last-good.ts";
import { loadCountryTable } from "../geo/table.ts";
import type { TableSettings } from "../tap/tables.ts";
import type { Log } from "./log.ts";

/** Always the same list: whoever compares it sees that nothing has changed. */
const NONE: readonly Prefix[] = [];

/** The last good block set of the policy and the country table in force; compiled when one of them is another. */
export class LastGoodKeeper {
  readonly #log: Log;
  #key = "";
  #prefixes: readonly Prefix[] | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * Undefined where there are too many for a set. Empty where neither fail nor boot asks for one. `timeMs` is the wall's;
   * undefined while the clock is not right.
   */
  prefixes(
    { policy, enforcement: { fail, boot } }: Config,
    { geo, policy: { generation } }: TableSettings,
    timeMs: number | undefined,
  ): readonly Prefix[] | undefined {
    if (fail !== "last-good" && boot !== "last-good") return NONE;
    const key = `${generation} ${geo.generation} ${geo.path}`;
    if (key === this.#key) return this.#prefixes;
    this.#key = key;
    try {
      this.#prefixes = lastGoodOf(policy, loadCountryTable(geo.path), timeMs);
      if (this.#prefixes === undefined)
        this.#log.warning(
          "the policy blocks too much for a block set: while nobody judges, nothing new passes",
        );
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      // The judge goes on with the table that it has; so do the rules with their set.
      this.#log.error("no block set of this country table, the one before stays", { reason: error.message });
    }
    return this.#prefixes;
  }
}
