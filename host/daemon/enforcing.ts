// Mode enforce: the judge, the rules, and what ends open flows, kept together as they change.

import type { Address } from "../address.ts";
import { effectiveFailMode } from "../enforce/enforcement.ts";
import { MarkLayout } from "../enforce/mark-layout.ts";
import { assertNobodyUses } from "../enforce/marks-free.ts";
import { assertNotEnforced } from "../enforce/other-run.ts";
import type { RuleTally } from "../enforce/rule-tally.ts";
import { assertInward } from "../firewall/inward.ts";
import type { NeighbourEntry, SweepOutcome } from "../judge/messages.ts";
import type { EnforcementReport } from "../observed.ts";
import type { SourceState } from "../tap/messages.ts";
import { enforcementReport } from "./enforcement-report.ts";
import { type Enforcers, enforcersOf, type Judging } from "./enforcers.ts";
import type { JudgeListener } from "./judge-handle.ts";
import type { Log } from "./log.ts";
import { RulesKeeper } from "./rules-keeper.ts";
import { Sweeps } from "./sweeps.ts";
import { judgedKey, judgeSettingsOf, rulesOf, toldKey, unaskedOf, type Wanted } from "./wanted.ts";

/** Looks at the rules between two ticks: somebody may change them without end. */
const LOOKS_PER_TICK = 4;

export interface EnforcingLookups {
  wanted(): Wanted;
  neighbours(): readonly NeighbourEntry[];
  /** The program cannot go on, and ends. */
  fatal(error: Error): void;
}

export class Enforcing implements JudgeListener {
  readonly #log: Log;
  readonly #lookups: EnforcingLookups;
  readonly #enforcers: Enforcers;
  readonly #tally: Pick<RuleTally, "read">;
  readonly #rules: RulesKeeper;
  readonly #sweeps: Sweeps;
  readonly #marks: MarkLayout;
  readonly #judge: Judging;
  /** Of what is in force: what verdicts follow from, and what else the judge was told. */
  #judged: string;
  #told: string;
  #version: number;
  /** The machine's own addresses, where nobody judges what it says. */
  #unasked: readonly Address[];
  /** Versions that flows are marked with. */
  #used: ReadonlySet<number>;
  #work: Promise<void> | undefined;
  #isAgain = false;
  #rebuilt = 0;
  /** Since the last tick, at once where rules were changed; and whether they were while work was under way. */
  #looks = 0;
  #isLookDue = false;
  #isStopped = false;

  private constructor(
    wanted: Wanted,
    used: ReadonlySet<number>,
    clock: SharedArrayBuffer,
    log: Log,
    lookups: EnforcingLookups,
    enforcers: Enforcers,
  ) {
    this.#log = log;
    this.#lookups = lookups;
    this.#enforcers = enforcers;
    this.#tally = enforcers.tally();
    this.#rules = new RulesKeeper(enforcers.table, enforcers.boot, log);
    this.#sweeps = new Sweeps(() =>
      this.#judge.sweep({ neighbours: lookups.neighbours(), unasked: this.#unasked }),
    );
    this.#marks = MarkLayout.of(wanted.config.enforcement.markMask)!;
    this.#used = used;
    this.#version = this.#marks.versionAfter(0, used);
    this.#judged = judgedKey(wanted);
    this.#told = toldKey(wanted);
    this.#unasked = unaskedOf(wanted);
    this.#judge = enforcers.judge(judgeSettingsOf(wanted, this.#marks, this.#version), clock, this);
    enforcers.table.whileLoading = (isLoading) => this.#judge.rulesLoading(isLoading);
  }

  /**
   * The judge has its queues before any rule leads to them. Throws LAN_INTERFACE_MISSING, ENFORCED_ALREADY,
   * MARK_BITS_TAKEN, QUEUE_UNAVAILABLE, what Nft throws, ADDON_UNAVAILABLE, SystemError.
   */
  static async start(
    clock: SharedArrayBuffer,
    log: Log,
    lookups: EnforcingLookups,
    enforcers = enforcersOf(log),
  ): Promise<Enforcing> {
    const wanted = lookups.wanted();
    // There may be none later on, between two configurations of the network.
    assertInward(wanted.inward, "bordertap.interfaces");
    const { markMask, fail } = wanted.config.enforcement;
    const listings = await enforcers.listing();
    assertNotEnforced(listings);
    await assertNobodyUses(markMask, unknownMarks(log), {
      listing: async () => listings,
      xtables: () => enforcers.xtables(),
    });
    const used = await enforcers.versionsInUse(MarkLayout.of(markMask)!);
    const enforcing = new Enforcing(wanted, used, clock, log, lookups, enforcers);
    try {
      await enforcing.#judge.started;
      await enforcing.#rules.load(rulesOf(wanted, enforcing.#version));
    } catch (error) {
      await enforcing.stop();
      throw error;
    }
    enforcing.#sweep();
    log.info("enforcing", { version: enforcing.#version, fail });
    return enforcing;
  }

  /** Takes up what has changed of what is wanted; resolves when it is in force, or could not be. */
  async refresh(): Promise<void> {
    this.#isAgain = true;
    // What is under way may have looked before the change.
    while (this.#isAgain && !this.#isStopped) await (this.#work ?? this.#begin(() => this.#follow()));
  }

  /** Once a second: looks whether our table is still there, and tries again what failed. */
  tick(): void {
    const { unjudged } = this.#tally.read();
    if (this.#isStopped) return;
    this.#looks = 0;
    this.#sweeps.tick(unjudged.packets);
    if (!this.#work) void this.#begin(() => this.#watch());
  }

  /** One thing after the other. */
  #begin(work: () => Promise<void>): Promise<void> {
    this.#work = work().finally(() => {
      this.#work = undefined;
      if (this.#isLookDue) this.rulesChanged();
    });
    return this.#work;
  }

  get report(): EnforcementReport {
    const enforcement = this.#rules.current!;
    const { first, count } = enforcement.queues;
    const drops = this.#enforcers.queueDrops();
    const numbers = Array.from({ length: count }, (_, k) => first + k);
    return enforcementReport({
      failure: this.#rules.failure,
      version: enforcement.policyVersion,
      failMode: effectiveFailMode(enforcement),
      blockSetPrefixes: enforcement.lastGood?.length ?? 0,
      judge: this.#judge.counters,
      queueDrops: numbers.reduce((sum, number) => sum + (drops.get(number) ?? 0), 0),
      rules: this.#tally.read(),
      table: this.#rules.counters,
      guard: this.#rules.guard,
      sweeps: this.#sweeps.counters,
      rebuilt: this.#rebuilt,
    });
  }

  /** The judge ends. The rules stay, and do what they do while nobody judges. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#work;
    // Judge first: where the guard's chains go, what waits in queues is dropped.
    await this.#judge.stop();
    await this.#rules.release();
  }

  /** The same, and the rules go: nothing is enforced any more. Throws what Nft throws. */
  async end(): Promise<void> {
    // Rules first: nothing may wait in a queue that nobody listens to.
    this.#isStopped = true;
    try {
      await this.#work;
      await this.#rules.remove();
    } finally {
      await this.#judge.stop();
    }
  }

  swept(outcome: SweepOutcome): void {
    this.#sweeps.ended(outcome);
    const { isWhole, counters, versions } = outcome;
    if (counters.ended > 0)
      this.#log.info("open flows ended", { ended: counters.ended, flows: counters.flows });
    if (isWhole) this.#used = new Set(versions);
  }

  sourcesChanged(sources: readonly SourceState[]): void {
    for (const { interface: live, failure } of sources)
      if (failure !== undefined)
        this.#log.error("DNS cannot be heard: names are not known to the judge", {
          interface: live.name,
          failure,
        });
  }

  tableRefused(reason: string): void {
    this.#log.error("judge: country table refused, the one before stays", { reason });
  }

  /** At once, for what is gone lets by or drops what it must not. */
  rulesChanged(): void {
    this.#isLookDue = this.#work !== undefined;
    if (this.#isLookDue || this.#isStopped || this.#looks >= LOOKS_PER_TICK) return;
    this.#looks++;
    void this.#begin(() => this.#look());
  }

  trapped(reason: string): void {
    this.#rebuilt++;
    this.#sweeps.lost();
    this.#log.error("judge: classifier trapped and was replaced; packets that waited were dropped", {
      reason,
    });
  }

  ended(error: Error): void {
    if (!this.#isStopped) this.#lookups.fatal(error);
  }

  async #follow(): Promise<void> {
    while (this.#isAgain && !this.#isStopped) {
      this.#isAgain = false;
      await this.#take(this.#lookups.wanted());
    }
  }

  /**
   * The judge goes first: what it marks by a version that the rules do not have yet counts for its packet and is not kept,
   * so that no flow is let by on the word of the policy before. Open flows follow.
   */
  async #take(wanted: Wanted): Promise<void> {
    // Between two configurations of the network there may be no LAN: the rules know the one that was.
    if (wanted.inward.length === 0) return;
    const judged = judgedKey(wanted);
    const told = toldKey(wanted);
    const isOther = judged !== this.#judged;
    if (isOther) this.#version = this.#marks.versionAfter(this.#version, this.#used);
    if (isOther || told !== this.#told)
      await this.#judge.configure(judgeSettingsOf(wanted, this.#marks, this.#version));
    this.#judged = judged;
    this.#told = told;
    this.#unasked = unaskedOf(wanted);
    if ((await this.#rules.follow(rulesOf(wanted, this.#version))) !== "loaded") return;
    // Also where the policy is the same: others may have taken the rules before them, or what they say leads out is more.
    this.#sweep();
    this.#log.info("rules loaded", { version: this.#version });
  }

  async #watch(): Promise<void> {
    if (this.#rules.isRetryDue()) {
      this.#isAgain = true;
      await this.#follow();
      return;
    }
    await this.#look();
  }

  async #look(): Promise<void> {
    if ((await this.#rules.watch()) !== "restored") return;
    this.#log.warning("others had changed or taken our rules; they are there again");
    // What began meanwhile was let by.
    this.#sweep();
  }

  #sweep(): void {
    if (!this.#isStopped) this.#sweeps.start();
  }
}

/** Tells a log whose marks are not known. */
export function unknownMarks(log: Log): (command: string, failure: string) => void {
  return (command, reason) =>
    log.warning("marks that rules of iptables use are not known", { command, reason });
}
