import { CONNTRACK_REMEDIES, ConntrackAccounting, type ConntrackState } from "../capture/conntrack.ts";
import type { FlowDelta } from "../capture/conntrack-table.ts";
import type { Config } from "../config/config.ts";
import { detectOffload, OFFLOAD_MEANINGS, type Offload } from "../local/offload.ts";
import type { AccountingReport } from "../observed.ts";
import { ConntrackTally, type TallyLookups } from "./conntrack-tally.ts";
import type { Counted } from "./counted.ts";
import { Ledger } from "./ledger.ts";
import type { Log } from "./log.ts";
import type { Sums } from "./sums.ts";

/** Ticks between two dumps of conntrack's table, and between two looks at the ruleset. */
const DUMP_TICKS = 10;
/** Dumps whose readings the coverage is told of: ten minutes. */
const READINGS_MAX = 60;
/** Flows that wait to be added. */
const WAITING_MAX = 65_536;
/** Between two pieces of a dump: others have their turn meanwhile. */
const PIECE_MS = 20;

/** What accounting asks of the daemon. */
export interface AccountingLookups extends TallyLookups {
  /** What the taps have counted until now. */
  counted(): Promise<Counted>;
}

/**
 * Who counts bytes, taps or conntrack, and how much of the traffic the taps see. Where hardware takes packets past the
 * taps, conntrack counts; what it counts is never added to what a tap has counted.
 */
export class Accounting {
  readonly #ledger = new Ledger();
  readonly #lookups: AccountingLookups;
  readonly #tally: ConntrackTally;
  readonly #log: Log;
  readonly #hasSystemCalls: boolean;
  #mode: Config["accounting"];
  #conntrack: ConntrackAccounting | undefined;
  #state: ConntrackState | undefined;
  #offload: Offload = "unknown";
  #ticks = 0;
  #working: Promise<void> | undefined;
  #isClosed = false;
  /** What could not be added yet, because no tap said which countries it is about. */
  #waiting: FlowDelta[] = [];
  #notAdded = 0;
  /** IP octets that both had counted at the end of the last dumps, the oldest first. */
  #readings: { readonly tap: number; readonly conntrack: number }[] = [];

  constructor(mode: Config["accounting"], hasSystemCalls: boolean, lookups: AccountingLookups, log: Log) {
    this.#mode = mode;
    this.#hasSystemCalls = hasSystemCalls;
    this.#lookups = lookups;
    this.#tally = new ConntrackTally(lookups);
    this.#log = log;
    if (!hasSystemCalls) return;
    this.#offload = detectOffload();
    if (this.#offload === "software" || this.#offload === "hardware") this.#tellOffload();
  }

  configure(mode: Config["accounting"]): void {
    if (mode !== this.#mode) this.#readings = [];
    this.#mode = mode;
  }

  sums(counted: Counted): Sums {
    return this.#ledger.total(this.#ledger.accountant === "tap" ? counted.sums : this.#byConntrack(counted));
  }

  /** Conntrack has no entry for what was refused: of that the taps tell in any case. */
  #byConntrack(counted: Counted): Sums {
    return this.#tally.sums().addAttempted(counted.sums);
  }

  report(): AccountingReport {
    return {
      source: this.#ledger.accountant,
      offload: this.#offload,
      offloadedFlows: this.#conntrack?.offloaded,
      coverageRatio: this.#coverageRatio,
    };
  }

  /** What conntrack's counting lost, by kind. */
  get notKept(): Record<string, number> {
    const { overruns = 0, unreadable = 0, notKept = 0, endsUnseen = 0 } = this.#conntrack?.counters ?? {};
    return {
      conntrackEvents: overruns,
      conntrackMessages: unreadable,
      conntrackFlows: notKept + this.#notAdded,
      conntrackEnds: endsUnseen,
      conntrackCells: this.#tally.notKept,
    };
  }

  /** Of the last ten minutes; what was there before counts for neither. */
  get #coverageRatio(): number | undefined {
    const first = this.#readings[0];
    const last = this.#readings.at(-1);
    if (!first || !last || last.conntrack === first.conntrack) return undefined;
    return (last.tap - first.tap) / (last.conntrack - first.conntrack);
  }

  /**
   * Once a second: takes the ends of flows, of which the kernel keeps some thousands, and now and then a dump. Calls
   * `offloadChanged` where flows have come to pass the firewall by, or no longer do.
   */
  tick(offloadChanged: () => void): void {
    if (!this.#hasSystemCalls || this.#working) return;
    const isDumping = this.#ticks++ % DUMP_TICKS === 0;
    const { offload } = this.report();
    this.#working = this.#work(isDumping)
      .then(() => {
        if (this.#offload === offload) return;
        this.#tellOffload();
        offloadChanged();
      })
      .catch((error) => {
        if (!this.#isClosed) this.#log.warning("conntrack was not counted", { reason: String(error) });
      })
      .finally(() => {
        this.#working = undefined;
      });
  }

  /** Before the taps end: what is under way asks them. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#working;
    this.#conntrack?.close();
  }

  async #work(isDumping: boolean): Promise<void> {
    if (this.#mode === "tap") {
      this.#conntrack?.close();
      this.#conntrack = undefined;
    } else {
      this.#conntrack ??= new ConntrackAccounting();
    }
    if (isDumping) this.#offload = detectOffload();
    if (this.#conntrack) await this.#count(this.#conntrack, isDumping);
    if (isDumping) await this.#choose();
  }

  async #count(conntrack: ConntrackAccounting, isDumping: boolean): Promise<void> {
    if (isDumping) {
      this.#tell(conntrack.state);
      conntrack.startDump();
    }
    while (!this.#isClosed) {
      conntrack.refresh((delta) => this.#keep(delta));
      const deltas = this.#waiting;
      await this.#tally.add(deltas);
      this.#waiting = this.#waiting.slice(deltas.length);
      if (!conntrack.unfinished) break;
      await new Promise((resolve) => setTimeout(resolve, PIECE_MS));
    }
    if (isDumping && !this.#isClosed) await this.#compare();
  }

  #keep(delta: FlowDelta): void {
    if (this.#waiting.length < WAITING_MAX) this.#waiting.push(delta);
    else this.#notAdded++;
  }

  /** After a dump both have counted up to the same moment, but for a block of the ring. */
  async #compare(): Promise<void> {
    if (this.#state !== "counting") {
      this.#readings = [];
      return;
    }
    const { totals } = await this.#lookups.counted();
    this.#readings.push({ tap: totals.ipBytes, conntrack: this.#tally.bytes });
    if (this.#readings.length > READINGS_MAX) this.#readings.shift();
  }

  /** Hardware offload hides packets from the taps, if conntrack counts them; or the operator has chosen. */
  async #choose(): Promise<void> {
    const isHidden = this.#mode === "conntrack" || (this.#mode === "auto" && this.#offload === "hardware");
    const to = isHidden && this.#state === "counting" && this.#conntrack ? "conntrack" : "tap";
    if (to === this.#ledger.accountant) return;
    const counted = await this.#lookups.counted();
    this.#ledger.change(to, { tap: counted.sums, conntrack: this.#byConntrack(counted) });
    this.#log.info("bytes are counted by another", { source: to, offload: this.#offload });
  }

  #tellOffload(): void {
    const offload = this.#offload;
    this.#log.info("flow offload", { offload, meaning: OFFLOAD_MEANINGS[offload] });
  }

  #tell(state: ConntrackState): void {
    if (state === this.#state) return;
    this.#state = state;
    if (state === "counting") this.#log.info("conntrack counts");
    else this.#log.warning("conntrack does not count", { state, remedy: CONNTRACK_REMEDIES[state] });
  }
}
