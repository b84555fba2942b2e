// Mode enforce: the judge, the rules, and what ends open flows, kept together as they change.

import type { Prefix } from "../address.ts";
import type { LiveInterface } from "../capture/live.ts";
import type { Config } from "../config/config.ts";
import { type Enforcement, effectiveFailMode, type FailMode } from "../enforce/enforcement.ts";
import { MarkLayout } from "../enforce/mark-layout.ts";
import { assertMarksFree } from "../enforce/marks-free.ts";
import { Nft } from "../enforce/nft.ts";
import { RuleTally } from "../enforce/rule-tally.ts";
import type { SweepCounters } from "../enforce/sweep.ts";
import { EnforcedTable } from "../enforce/table.ts";
import { versionsInUse } from "../enforce/versions-in-use.ts";
import { OperatorError } from "../errors.ts";
import { fingerprint } from "../fingerprint.ts";
import { enforcementOf } from "../firewall/enforcement-of.ts";
import { assertInward } from "../firewall/inward.ts";
import type { JudgeSettings, NeighbourEntry, SweepOutcome } from "../judge/messages.ts";
import { queueDrops } from "../local/queue-drops.ts";
import type { EnforcementReport } from "../observed.ts";
import type { SourceState } from "../tap/messages.ts";
import type { TableSettings } from "../tap/tables.ts";
import { added } from "./added.ts";
import { BootKeeper } from "./boot-keeper.ts";
import { enforcementReport } from "./enforcement-report.ts";
import { JudgeHandle, type JudgeListener } from "./judge-handle.ts";
import type { Log } from "./log.ts";

/** No flow has a mark when a router starts; always the same, so that the file stays the same. */
const BOOT_VERSION = 1;
/** Ticks until rules that nft has refused are tried again. */
const RETRY_TICKS = 30;

const NO_SWEEPS: SweepCounters = {
  flows: 0,
  ended: 0,
  endedOffloaded: 0,
  gone: 0,
  refused: 0,
  unreadable: 0,
};

/** What is to be enforced now; the daemon knows. */
export interface Wanted extends TableSettings {
  /** LAN-class interfaces: what leaves by any other is judged. */
  readonly inward: readonly string[];
  /** Whose DNS the judge hears. */
  readonly interfaces: readonly LiveInterface[];
  /** Undefined: too much for a set. */
  readonly lastGood: readonly Prefix[] | undefined;
  readonly isOffloading: boolean;
  readonly config: Config;
}

export interface EnforcingLookups {
  wanted(): Wanted;
  neighbours(): readonly NeighbourEntry[];
  /** The program cannot go on, and ends. */
  fatal(error: Error): void;
}

export class Enforcing implements JudgeListener {
  readonly #log: Log;
  readonly #lookups: EnforcingLookups;
  readonly #table = new EnforcedTable();
  readonly #tally = new RuleTally();
  readonly #boot: BootKeeper;
  readonly #marks: MarkLayout;
  readonly #judge: JudgeHandle;
  /** Of what is in force: what verdicts follow from, and what else the judge was told. */
  #judged: string;
  #told: string;
  #version: number;
  #enforcement: Enforcement | undefined;
  /** Versions that flows are marked with. */
  #used: ReadonlySet<number>;
  /** Why the rules that are wanted are not loaded, and why those that were are not there any more. */
  #failure: string | undefined;
  #watchFailure: string | undefined;
  #retryTicks = 0;
  #isRetry = false;
  #work: Promise<void> | undefined;
  #isAgain = false;
  #rebuilt = 0;
  #sweeps: SweepCounters = NO_SWEEPS;
  /** The last one has not seen every flow. */
  #isSweepDue = false;
  /** Another policy is judged by, whose rules are not loaded yet. */
  #isSweepOwed = false;
  /** Packets that had passed unjudged at the last tick. */
  #unjudged = 0;
  #isStopped = false;

  private constructor(
    wanted: Wanted,
    used: ReadonlySet<number>,
    clock: SharedArrayBuffer,
    log: Log,
    lookups: EnforcingLookups,
  ) {
    this.#log = log;
    this.#lookups = lookups;
    this.#boot = new BootKeeper(log);
    this.#marks = MarkLayout.of(wanted.config.enforcement.markMask)!;
    this.#used = used;
    this.#version = this.#marks.versionAfter(0, used);
    this.#judged = judgedKey(wanted);
    this.#told = toldKey(wanted);
    this.#judge = new JudgeHandle(this.#settings(wanted), clock, this);
  }

  /**
   * The judge has its queues before any rule leads to them. Throws LAN_INTERFACE_MISSING, MARK_BITS_TAKEN,
   * QUEUE_UNAVAILABLE, what Nft throws, ADDON_UNAVAILABLE, SystemError.
   */
  static async start(clock: SharedArrayBuffer, log: Log, lookups: EnforcingLookups): Promise<Enforcing> {
    const wanted = lookups.wanted();
    // There may be none later on, between two configurations of the network.
    assertInward(wanted.inward, "bordertap.interfaces");
    const nft = new Nft();
    const { markMask } = wanted.config.enforcement;
    assertMarksFree(await nft.list(), markMask);
    const used = await versionsInUse(MarkLayout.of(markMask)!);
    const enforcing = new Enforcing(wanted, used, clock, log, lookups);
    try {
      await enforcing.#judge.started;
      await enforcing.#load(wanted);
    } catch (error) {
      await enforcing.stop();
      throw error;
    }
    enforcing.#sweep();
    log.info("enforcing", { version: enforcing.#version, fail: wanted.config.enforcement.fail });
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
    // What passed while nobody judged may have come to pass the firewall by.
    if (unjudged.packets > this.#unjudged) this.#isSweepDue = true;
    this.#unjudged = unjudged.packets;
    if (this.#isSweepDue) this.#sweep();
    if (!this.#work && !this.#isStopped) void this.#begin(() => this.#watch());
  }

  /** One thing after the other. */
  #begin(work: () => Promise<void>): Promise<void> {
    this.#work = work().finally(() => {
      this.#work = undefined;
    });
    return this.#work;
  }

  get report(): EnforcementReport {
    const enforcement = this.#enforcement!;
    const { first, count } = enforcement.queues;
    const drops = queueDrops();
    const numbers = Array.from({ length: count }, (_, k) => first + k);
    return enforcementReport({
      failure: this.#failure ?? this.#watchFailure,
      version: enforcement.policyVersion,
      failMode: effectiveFailMode(enforcement),
      blockSetPrefixes: enforcement.lastGood?.length ?? 0,
      judge: this.#judge.counters,
      queueDrops: numbers.reduce((sum, number) => sum + (drops.get(number) ?? 0), 0),
      rules: this.#tally.read(),
      table: this.#table.counters,
      sweeps: this.#sweeps,
      rebuilt: this.#rebuilt,
    });
  }

  /** The judge ends. The rules stay, and do what they do while nobody judges. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#work;
    await this.#judge.stop();
  }

  /** The same, and the rules go: nothing is enforced any more. Throws what Nft throws. */
  async end(): Promise<void> {
    // Rules first: nothing may wait in a queue that nobody listens to.
    this.#isStopped = true;
    try {
      await this.#work;
      await this.#table.remove();
    } finally {
      await this.#judge.stop();
    }
  }

  swept({ isWhole, counters, versions }: SweepOutcome): void {
    this.#sweeps = added(this.#sweeps, counters);
    if (counters.ended > 0)
      this.#log.info("open flows ended", { ended: counters.ended, flows: counters.flows });
    this.#isSweepDue = !isWhole;
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

  trapped(reason: string): void {
    this.#rebuilt++;
    this.#isSweepDue = true;
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
    // Also where the rules cannot be loaded yet: the sweep comes when they are.
    if (isOther) this.#isSweepOwed = true;
    if (isOther || told !== this.#told) await this.#judge.configure(this.#settings(wanted));
    this.#judged = judged;
    this.#told = told;
    if (!this.#isOfOtherRules(this.#rules(wanted))) return;
    try {
      await this.#load(wanted);
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      this.#fail(error);
      return;
    }
    if (this.#isSweepOwed) this.#sweep();
    this.#log.info("rules loaded", { version: this.#version });
  }

  /** The same block set is the same list. */
  #isOfOtherRules(rules: Enforcement): boolean {
    const now = this.#enforcement;
    return !now || this.#isRetry || rules.lastGood !== now.lastGood || rulesKey(rules) !== rulesKey(now);
  }

  async #load(wanted: Wanted): Promise<void> {
    const enforcement = this.#rules(wanted);
    await this.#table.load(enforcement);
    this.#enforcement = enforcement;
    this.#isRetry = false;
    const boot = rulesOf(wanted, wanted.config.enforcement.boot, BOOT_VERSION);
    this.#boot.keep(wanted.config.directory, boot);
    this.#failure = undefined;
  }

  async #watch(): Promise<void> {
    if (this.#failure !== undefined && ++this.#retryTicks % RETRY_TICKS === 0) {
      this.#isRetry = true;
      this.#isAgain = true;
      await this.#follow();
      return;
    }
    try {
      const state = await this.#table.watch();
      if (state === "intact") this.#watchFailure = undefined;
      if (state !== "restored") return;
      this.#watchFailure = undefined;
      this.#log.warning("others had changed or taken our rules; they are there again");
      // What began meanwhile was let by.
      this.#sweep();
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      if (this.#watchFailure !== error.message)
        this.#log.error("rules could not be put back", { reason: error.message });
      this.#watchFailure = error.message;
    }
  }

  #fail(error: OperatorError): void {
    if (this.#failure !== error.message)
      this.#log.error("rules could not be loaded; those before them stay", { reason: error.message });
    this.#failure = error.message;
    this.#retryTicks = 0;
  }

  #sweep(): void {
    this.#isSweepDue = false;
    this.#isSweepOwed = false;
    if (!this.#isStopped) this.#judge.sweep(this.#lookups.neighbours());
  }

  #rules(wanted: Wanted): Enforcement {
    return rulesOf(wanted, wanted.config.enforcement.fail, this.#version);
  }

  #settings(wanted: Wanted): JudgeSettings {
    const { geo, local, policy, interfaces, isOffloading } = wanted;
    const rules = this.#rules(wanted);
    const { wait, accept, block, blockAddress } = this.#marks.marks(this.#version);
    return {
      geo,
      local,
      policy,
      interfaces,
      queue: { ...rules.queues, isFailOpen: effectiveFailMode(rules) !== "closed" },
      marks: { mask: this.#marks.mask, accept, wait, block, blockAddress, isOffloading },
      version: this.#version,
    };
  }
}

function rulesOf(
  { inward, lastGood, isOffloading, config }: Wanted,
  failMode: FailMode,
  policyVersion: number,
): Enforcement {
  return enforcementOf(config, failMode, { inward, policyVersion, lastGood, offload: isOffloading });
}

/** What a flow's verdict follows from: another one is another version. */
function judgedKey({ geo, local, policy }: Wanted): string {
  return fingerprint({ geo, local, policy: policy.generation });
}

function toldKey({ interfaces, isOffloading, config, lastGood }: Wanted): string {
  return fingerprint({
    interfaces,
    isOffloading,
    fail: config.enforcement.fail,
    isTooMuch: lastGood === undefined,
  });
}

/** But for the block set, which may be long. */
function rulesKey(enforcement: Enforcement): string {
  return fingerprint({ ...enforcement, lastGood: undefined });
}
