import type { Enforcers } from "../../../../host/daemon/enforcers.ts";
import type { JudgeListener } from "../../../../host/daemon/judge-handle.ts";
import type { Enforcement } from "../../../../host/enforce/enforcement.ts";
import type { GuardReport, GuardState } from "../../../../host/enforce/guard.ts";
import type { RuleCounters } from "../../../../host/enforce/kernel-table.ts";
import type { TableState } from "../../../../host/enforce/table.ts";
import type { XtablesListing } from "../../../../host/enforce/xtables.ts";
import { type ErrorCode, OperatorError } from "../../../../host/errors.ts";
import type { AddressesAround, JudgeSettings, SweepOutcome } from "../../../../host/judge/messages.ts";

const NOTHING = { packets: 0, bytes: 0 };

/** Who enforces nothing, and writes down what is asked of it, in order. */
export class FakeEnforcers implements Enforcers {
  readonly asked: string[] = [];
  readonly settings: JudgeSettings[] = [];
  /** What each sweep was told. */
  readonly around: AddressesAround[] = [];
  readonly loaded: Enforcement[] = [];
  readonly bootRules: { readonly directory: string; readonly enforcement: Enforcement }[] = [];
  /** What is asked of the table next fails with it; a failure each. */
  readonly refusals: (Error | undefined)[] = [];
  /** What the judge needs to start. */
  judgeStarts: Promise<void> = Promise.resolve();
  /** What the judge needs to take other settings; and the table to load rules. */
  judgeTakes: Promise<void> = Promise.resolve();
  tableLoads: Promise<void> = Promise.resolve();
  tableState: TableState = "intact";
  used: readonly number[] = [];
  iptables: readonly XtablesListing[] = [];
  ruleset = '{"nftables": []}';
  unjudged = 0;
  drops: ReadonlyMap<number, number> = new Map();
  #listener: JudgeListener | undefined;

  /** All that was asked since the last call. */
  take(): string[] {
    return this.asked.splice(0);
  }

  /** Who hears what the judge tells. */
  get listener(): JudgeListener {
    return this.#listener!;
  }

  async listing(): Promise<string[]> {
    this.asked.push("listing");
    return [this.ruleset];
  }

  async xtables(): Promise<readonly XtablesListing[]> {
    return this.iptables;
  }

  async versionsInUse(): Promise<ReadonlySet<number>> {
    this.asked.push("versions");
    return new Set(this.used);
  }

  judge(settings: JudgeSettings, _clock: SharedArrayBuffer, listener: JudgeListener) {
    this.asked.push(`judge ${settings.version}`);
    this.settings.push(settings);
    this.#listener = listener;
    return {
      started: this.judgeStarts,
      counters: [],
      configure: async (settings: JudgeSettings) => {
        this.asked.push(`configure ${settings.version}`);
        this.settings.push(settings);
        await this.judgeTakes;
      },
      sweep: (around: AddressesAround) => {
        this.asked.push("sweep");
        this.around.push(around);
      },
      rulesLoading: (isLoading: boolean) => {
        this.asked.push(`rules ${isLoading ? "loading" : "loaded"}`);
      },
      stop: async () => {
        this.asked.push("judge ends");
      },
    };
  }

  guard: GuardReport = { state: "standing", reason: undefined, dropped: 0, lifts: 0 };
  readonly table = {
    counters: { loads: 0, refusals: 0, losses: 0, gapMs: 0 },
    guard: this.#guard(),
    whileLoading: (_isLoading: boolean) => {},
    release: async () => {
      this.asked.push("release");
    },
    load: async (enforcement: Enforcement) => {
      this.asked.push(`load ${enforcement.policyVersion}`);
      await this.tableLoads;
      this.#refuse();
      this.loaded.push(enforcement);
    },
    watch: async () => {
      this.asked.push("watch");
      this.#refuse();
      return this.tableState;
    },
    remove: async () => {
      this.asked.push("remove");
      this.#refuse();
    },
  };

  readonly boot = {
    keep: (directory: string, enforcement: Enforcement) => {
      this.asked.push("boot");
      this.bootRules.push({ directory, enforcement });
    },
  };

  tally(): { read(): RuleCounters } {
    return {
      read: () => ({
        asked: NOTHING,
        refused: NOTHING,
        unjudged: { packets: this.unjudged, bytes: 100 * this.unjudged },
      }),
    };
  }

  queueDrops(): ReadonlyMap<number, number> {
    return this.drops;
  }

  /** As it is then. */
  #guard(): {
    readonly state: GuardState;
    readonly reason: string | undefined;
    readonly report: GuardReport;
  } {
    const report = () => this.guard;
    return {
      get state() {
        return report().state;
      },
      get reason() {
        return report().reason;
      },
      get report() {
        return report();
      },
    };
  }

  #refuse(): void {
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
  }
}

export function refusal(reason: string, code: ErrorCode = "NFT_REFUSED"): OperatorError {
  return new OperatorError(code, "the ruleset", reason);
}

/** What a sweep tells at its end. */
export function sweepOutcome(differing: Partial<SweepOutcome> = {}): SweepOutcome {
  return {
    isWhole: true,
    counters: { flows: 10, ended: 0, endedOffloaded: 0, gone: 0, refused: 0, unreadable: 0 },
    versions: [],
    ...differing,
  };
}
