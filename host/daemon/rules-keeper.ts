import type { Enforcement } from "../enforce/enforcement.ts";
import type { GuardReport, GuardState } from "../enforce/guard.ts";
import type { EnforcedTable, TableCounters, TableState } from "../enforce/table.ts";
import { OperatorError } from "../errors.ts";
import { fingerprint } from "../fingerprint.ts";
import { assertInward } from "../firewall/inward.ts";
import type { BootKeeper } from "./boot-keeper.ts";
import type { Log } from "./log.ts";

/** Ticks until rules that nft has refused are tried again. */
const RETRY_TICKS = 30;

/** The rules of one moment. */
export interface Rules {
  readonly running: Enforcement;
  /** Those that stand from the start of the router until somebody judges, and the folder that keeps them. */
  readonly boot: Enforcement;
  readonly directory: string;
}

type Table = Pick<EnforcedTable, "load" | "watch" | "remove" | "release" | "counters" | "guard">;

/** The rules in the kernel and those of boot: loaded where they are others, tried again, put back where they went. */
export class RulesKeeper {
  readonly #table: Table;
  readonly #boot: Pick<BootKeeper, "keep">;
  readonly #log: Log;
  #current: Enforcement | undefined;
  /** Why the rules that are wanted are not loaded, and why those that were are not there any more. */
  #failure: string | undefined;
  #watchFailure: string | undefined;
  #retryTicks = 0;
  #isRetry = false;
  #guardState: GuardState = "off";

  constructor(table: Table, boot: Pick<BootKeeper, "keep">, log: Log) {
    this.#table = table;
    this.#boot = boot;
    this.#log = log;
  }

  /** Those that were loaded last; undefined before the first. */
  get current(): Enforcement | undefined {
    return this.#current;
  }

  get failure(): string | undefined {
    return this.#failure ?? this.#watchFailure;
  }

  get counters(): TableCounters {
    return this.#table.counters;
  }

  get guard(): GuardReport {
    return this.#table.guard.report;
  }

  /** Throws LAN_INTERFACE_MISSING, what EnforcedTable.load throws; then those before stay. */
  async load({ running, boot, directory }: Rules): Promise<void> {
    // Also what a reload says: in nft's language an asterisk would let everything be the LAN's.
    assertInward(running.inward, "bordertap.interfaces");
    await this.#table.load(running);
    this.#tellOfGuard();
    this.#current = running;
    this.#isRetry = false;
    this.#boot.keep(directory, boot);
    this.#failure = undefined;
  }

  /** Loads them where they are others than those in force. Where that fails those before stay, and it says so once. */
  async follow(rules: Rules): Promise<"loaded" | "same" | "refused"> {
    if (!this.#isOther(rules.running)) {
      // Those of boot may be others all the same.
      this.#boot.keep(rules.directory, rules.boot);
      return "same";
    }
    try {
      await this.load(rules);
      return "loaded";
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      this.#fail(error);
      return "refused";
    }
  }

  /** Once a second: whether what was refused is to be tried again; `follow` does it then. */
  isRetryDue(): boolean {
    if (this.#failure === undefined || ++this.#retryTicks % RETRY_TICKS !== 0) return false;
    this.#isRetry = true;
    return true;
  }

  /** Looks whether they are still there, and puts them back where they are not; "lost" where that fails. */
  async watch(): Promise<TableState | "lost"> {
    try {
      const state = await this.#table.watch();
      if (state !== "absent") this.#watchFailure = undefined;
      return state;
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      if (this.#watchFailure !== error.message)
        this.#log.error("rules could not be put back", { reason: error.message });
      this.#watchFailure = error.message;
      return "lost";
    } finally {
      this.#tellOfGuard();
    }
  }

  /** Nobody looks after them any more; they stay. */
  release(): Promise<void> {
    return this.#table.release();
  }

  /** Throws what EnforcedTable.remove throws. */
  remove(): Promise<void> {
    return this.#table.remove();
  }

  #tellOfGuard(): void {
    const { state, reason } = this.#table.guard;
    if (state === this.#guardState) return;
    this.#guardState = state;
    if (state === "failed" || state === "unsupported")
      this.#log.warning("no guard: while others have taken the rules everything passes", { reason });
    if (state === "lifted")
      this.#log.error("the guard is lifted: everything passes until the rules can be put back");
  }

  /** The same block set is the same list. */
  #isOther(rules: Enforcement): boolean {
    const now = this.#current;
    return !now || this.#isRetry || rules.lastGood !== now.lastGood || keyOf(rules) !== keyOf(now);
  }

  #fail(error: OperatorError): void {
    if (this.#failure !== error.message)
      this.#log.error("rules could not be loaded; those before them stay", { reason: error.message });
    this.#failure = error.message;
    this.#retryTicks = 0;
  }
}

/** But for the block set, which may be long. */
function keyOf(enforcement: Enforcement): string {
  return fingerprint({ ...enforcement, lastGood: undefined });
}
