// The daemon: what it is made of, and what it does each second. Nothing here waits for the kernel or for a tap.

import { type Address, contains } from "../address.ts";
import type { Config } from "../config/config.ts";
import { DeviceBook } from "../devices/book.ts";
import { Vendors } from "../devices/vendors.ts";
import { assertNobodyUses } from "../enforce/marks-free.ts";
import { OperatorError } from "../errors.ts";
import { isClockSynchronized } from "../ffi/clock.ts";
import { whyNoSystemCalls } from "../ffi/koffi.ts";
import { fingerprint } from "../fingerprint.ts";
import type { AsnFile } from "../geo/asn/file.ts";
import { openAsnTable, openInstalledAsnTable } from "../geo/asn/table.ts";
import { checkCountryTable } from "../geo/table.ts";
import type { EnforcementReport, GeoStatusReport } from "../observed.ts";
import { SteadyClock } from "../platform/clock.ts";
import { ownProcess } from "../platform/processes.ts";
import { AlertBook } from "../report/alert-book.ts";
import type { Happenings, TableState, TapSettings } from "../tap/messages.ts";
import { Accounting, type AccountingLookups } from "./accounting.ts";
import { Announcer } from "./announcer.ts";
import { Broadcast } from "./broadcast.ts";
import { ConfigurationState } from "./configuration-state.ts";
import type { Counted } from "./counted.ts";
import { EndpointKeeper } from "./endpoint-keeper.ts";
import { EnforcementKeeper, type EnforcementStarter } from "./enforcement-keeper.ts";
import { Enforcing, unknownMarks } from "./enforcing.ts";
import { GeoKeeper } from "./geo-keeper.ts";
import { LastGoodKeeper } from "./last-good-keeper.ts";
import { removeLeftovers } from "./leftovers.ts";
import { Live, type Shown } from "./live.ts";
import type { Log } from "./log.ts";
import { PolicyKeeper } from "./policy-keeper.ts";
import { Surroundings } from "./surroundings.ts";
import { Taps, type TapsListener } from "./taps.ts";
import type { Wanted } from "./wanted.ts";
import type { WatchPlan } from "./watch-plan.ts";

const TICK_MS = 1000;
/** Ticks between two looks at what is slow to change: updates of the country table, interfaces that failed. */
const SLOW_TICKS = 30;

export class Daemon implements Shown, TapsListener, AccountingLookups {
  readonly clock = SteadyClock.create();
  readonly alerts = new AlertBook();
  readonly broadcast = new Broadcast();
  readonly known = { book: new DeviceBook(), vendors: new Vendors() };
  readonly accounting: Accounting;
  /** Whoever reads configurations tells it. */
  readonly configuration = new ConfigurationState(this.clock);
  readonly #log: Log;
  readonly #geo: GeoKeeper;
  readonly #policy: PolicyKeeper;
  readonly #lastGood: LastGoodKeeper;
  readonly #surroundings: Surroundings;
  readonly #taps: Taps;
  readonly #live: Live;
  readonly #announcer: Announcer;
  readonly #hasSystemCalls: boolean;
  #config: Config;
  #asn: AsnFile | undefined;
  #table: TableState | undefined;
  readonly #endpoint: EndpointKeeper;
  readonly #enforcement: EnforcementKeeper;
  #ticks = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isTicking = false;

  /** Throws SystemError, OperatorError: the country table's, the AS table's, ADDON_UNAVAILABLE. */
  private constructor(config: Config, log: Log, fatal: (error: Error) => void) {
    this.#config = config;
    this.#log = log;
    this.#nameDevices();
    this.#asn = asnTable(config);
    this.#geo = new GeoKeeper(config.geo, log, () => this.#tell());
    const why = whyNoSystemCalls();
    if (why !== undefined)
      log.warning("no system calls: tcpdump is the source, and bytes are a lower bound", { why });
    this.#hasSystemCalls = why === undefined;
    this.#policy = new PolicyKeeper(config, log, this.#wallMs);
    this.#lastGood = new LastGoodKeeper(log);
    this.#surroundings = Surroundings.open(config, this.known.book, this.#hasSystemCalls);
    const { ringSize, promiscuous } = config;
    // tcpdump cannot share an interface: each would count all of it.
    const workers = this.#hasSystemCalls ? config.workers : 1;
    const options = { ringSize, promiscuous, workers, group: ownProcess() & 0xffff };
    this.#taps = new Taps(options, { ...this.#settings(), isSharing: workers > 1 }, this.clock, log, this);
    this.accounting = new Accounting(config.accounting, this.#hasSystemCalls, this, log);
    this.#enforcement = new EnforcementKeeper(this.#starter(fatal), log);
    this.#live = new Live(this);
    this.#endpoint = new EndpointKeeper(this.#live, log);
    const audience = { alerts: this.alerts, broadcast: this.broadcast, book: this.known.book, log };
    this.#announcer = new Announcer(audience, this.clock, (flow) => this.#live.withSystem(flow));
  }

  /**
   * `fatal` is called where it cannot go on. Throws what the constructor does, HTTP_LISTEN, and in mode enforce what
   * Enforcing.start does.
   */
  static async start(config: Config, log: Log, fatal: (error: Error) => void): Promise<Daemon> {
    const daemon = new Daemon(config, log, fatal);
    daemon.#logPlan();
    try {
      await daemon.taps.started;
      await daemon.#enforcement.take(config);
      await daemon.#endpoint.take(config.http);
    } catch (error) {
      await daemon.#enforcement.stop();
      await daemon.#taps.stop();
      throw error;
    }
    daemon.#timer = setInterval(() => void daemon.#tick(), TICK_MS);
    return daemon;
  }

  /**
   * Takes another configuration; what has been counted stays. Throws HTTP_LISTEN, MARK_BITS_TAKEN, the errors
   * of the tables that it names: then all of the one before stays; and what EnforcementKeeper.take does: then it is taken up again.
   */
  async reload(config: Config): Promise<void> {
    const asnBefore = this.#asn;
    const { table } = config.geo;
    if (table !== undefined && table !== this.#config.geo.table) checkCountryTable(table);
    const asn = config.geo.asn === this.#config.geo.asn ? asnBefore : asnTable(config);
    try {
      await this.#take(config, asn);
    } finally {
      for (const table of [asnBefore, asn]) if (table !== this.#asn) table?.close();
    }
  }

  async #take(config: Config, asn: AsnFile | undefined): Promise<void> {
    const before = this.#config;
    const asnBefore = this.#asn;
    await this.#enforcement.assertMarksFree(config);
    await this.#endpoint.take(config.http);
    try {
      await this.#adopt(config, asn);
    } catch (error) {
      await this.#takeBack(before, asnBefore);
      throw error;
    }
  }

  /** After one that could not be enforced. */
  async #takeBack(before: Config, asn: AsnFile | undefined): Promise<void> {
    try {
      await this.#adopt(before, asn);
      await this.#endpoint.take(before.http);
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      this.#log.error("not all of the configuration before could be taken up again", {
        reason: error.message,
      });
    }
  }

  async #adopt(config: Config, asn: AsnFile | undefined): Promise<void> {
    const before = this.#config;
    this.#config = config;
    this.#asn = asn;
    this.#log.setLevel(config.logLevel);
    const taps = ({ workers, ringSize, promiscuous }: Config) =>
      fingerprint({ workers, ringSize, promiscuous });
    if (taps(config) !== taps(before))
      this.#log.warning("workers, ring_size_mib and promiscuous change with the next start");
    this.#nameDevices();
    this.#surroundings.configure(config);
    this.#geo.configure(config.geo);
    this.#policy.configure(config, this.#wallMs);
    this.accounting.configure(config.accounting);
    this.#taps.configure(this.#settings());
    this.#logPlan();
    await this.#enforcement.take(config);
  }

  /** Ends everything in order: nobody asks any more, then nothing is heard any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#geo.stop();
    await this.#endpoint.close();
    await this.#enforcement.stop();
    await this.accounting.close();
    const { totals, statistics } = await this.#taps.stop();
    const dropped = Object.values(statistics).reduce((sum, { dropped }) => sum + dropped, 0);
    this.#surroundings.close();
    this.#log.info("stopped", { frames: totals.frames, bytes: totals.bytes, dropped });
  }

  // What is shown.

  get taps(): Taps {
    return this.#taps;
  }
  get mode(): Config["mode"] {
    return this.#config.mode;
  }
  get asn(): AsnFile | undefined {
    return this.#asn;
  }
  get plan(): WatchPlan {
    return this.#surroundings.plan;
  }
  get table(): TableState | undefined {
    return this.#table;
  }
  get lastUpdate(): GeoStatusReport["lastUpdate"] {
    return this.#geo.lastUpdate;
  }
  get clockSynchronized(): boolean | undefined {
    return this.#hasSystemCalls ? isClockSynchronized() : undefined;
  }
  get enforcement(): EnforcementReport | undefined {
    return this.#enforcement.report;
  }
  get enforcementFailure(): string | undefined {
    return this.#enforcement.failure;
  }
  get eventsNotSent(): number {
    return this.#announcer.notSent;
  }
  get surroundingsNotKept(): Record<string, number> {
    return { ...this.#surroundings.notKept, ...this.accounting.notKept };
  }
  neighbourAddresses(ether: bigint): string[] {
    return this.#surroundings.addressesOf(ether);
  }

  // What accounting asks.

  isLocal(address: Address): boolean {
    return this.plan.local.some((prefix) => contains(prefix, address));
  }
  etherOf(address: Address): bigint | undefined {
    return this.#surroundings.etherOf(address);
  }
  countriesOf(addresses: readonly Address[]): Promise<readonly (string | null)[]> {
    return this.#taps.countries(addresses);
  }
  counted(): Promise<Counted> {
    return this.#taps.counted();
  }

  // What the taps tell.

  happened(happenings: Happenings): void {
    this.#announcer.happened(happenings);
  }

  tableLoaded(table: TableState): void {
    this.#table = table;
    const [first] = table.metadata.sources;
    this.#log.info("country table loaded", { name: first?.name, date: first?.date });
  }

  tableRefused(reason: string): void {
    this.#log.error("country table refused, the one before stays", { reason });
  }

  /** Milliseconds since 1970; undefined where the clock is known to be wrong. */
  get #wallMs(): number | undefined {
    return this.clockSynchronized === false ? undefined : this.clock.wallNowMs();
  }

  async #tick(): Promise<void> {
    if (this.clock.check()) this.#log.warning("the clock was set", { steps: this.clock.steps });
    const hasMoved = this.#surroundings.refresh();
    if (this.#policy.tick(this.#wallMs) || hasMoved) this.#tell();
    if (hasMoved) this.#logPlan();
    this.accounting.tick(() => this.#enforcement.refresh());
    this.#enforcement.tick();
    if (this.#ticks++ % SLOW_TICKS === 0) this.#slowTick();
    // A tick that waits for a busy tap must not be overtaken by the next.
    if (this.#isTicking || !this.broadcast.hasListeners("counters")) return;
    this.#isTicking = true;
    try {
      this.broadcast.tell({ kind: "counters", counters: await this.#live.counters() });
    } catch (error) {
      this.#log.debug("no counters", { reason: String(error) });
    } finally {
      this.#isTicking = false;
    }
  }

  #slowTick(): void {
    this.#enforcement.retry();
    this.#geo.tick(this.clock.wallNowMs(), this.#table);
    const hasFailed = this.#taps.all.some(({ sources }) =>
      sources.some(({ failure }) => failure !== undefined),
    );
    if (hasFailed) this.#taps.configure({});
    // What a tap's thread counts after it was asked last ends with it.
    this.#taps.counted().catch(() => {});
  }

  /** Taps and judge take up what has changed. */
  #tell(): void {
    this.#taps.configure(this.#settings());
    this.#enforcement.refresh();
  }

  #starter(fatal: (error: Error) => void): EnforcementStarter {
    const log = this.#log;
    const lookups = {
      wanted: () => this.#wanted(),
      neighbours: () => this.#surroundings.neighbours(),
      fatal,
    };
    return {
      start: () => Enforcing.start(this.clock.buffer, log, lookups),
      assertMarksFree: (mask) => assertNobodyUses(mask, unknownMarks(log)),
      clear: async (directory) => {
        if (this.#hasSystemCalls) await removeLeftovers(directory, log);
      },
      fatal,
    };
  }

  #wanted(): Wanted {
    const config = this.#config;
    const settings = this.#settings();
    return {
      ...settings,
      inward: this.plan.inward,
      own: this.plan.own,
      lastGood: this.#lastGood.prefixes(config, settings, this.#wallMs),
      // Where it cannot be told, rules for it do no harm.
      isOffloading: this.accounting.report().offload !== "none",
      config,
    };
  }

  #settings(): Omit<TapSettings, "isSharing"> {
    const { interfaces, local } = this.plan;
    return {
      geo: this.#geo.wanted,
      interfaces: interfaces.flatMap(({ live }) => live ?? []),
      local,
      policy: this.#policy.wanted,
    };
  }

  #nameDevices(): void {
    this.known.book.forgetManualNames();
    for (const { macs, name } of this.#config.devices)
      for (const mac of macs) this.known.book.nameManually(mac, name);
  }

  #logPlan(): void {
    const { interfaces, localNotKept, inward } = this.plan;
    if (interfaces.length === 0)
      this.#log.warning("no LAN-class bridge is there to watch; name interfaces in the configuration");
    for (const { name, live, refusal } of interfaces) {
      if (refusal !== undefined) this.#log.error("interface refused", { interface: name, reason: refusal });
      else if (!live) this.#log.warning("interface is not there yet", { interface: name });
      if (this.mode === "enforce" && !inward.includes(name))
        this.#log.warning("interface carries the default route: what leaves by it is judged", {
          interface: name,
        });
    }
    if (localNotKept > 0) this.#log.warning("local prefixes found no room", { count: localNotKept });
  }
}

/** Throws the errors of a table that is named, or damaged. */
function asnTable({ geo }: Config): AsnFile | undefined {
  return geo.asn === undefined ? openInstalledAsnTable() : openAsnTable(geo.asn);
}
