import type { GeoConfig } from "../config/config.ts";
import { fingerprint } from "../fingerprint.ts";
import { ageSecondsOf } from "../geo/metadata.ts";
import { tableInUse } from "../geo/update/store.ts";
import { GeoUpdater, type UpdaterOptions } from "../geo/update/updater.ts";
import { NS_PER_MS } from "../nanoseconds.ts";
import type { GeoStatusReport } from "../observed.ts";
import { fileIdentity } from "../platform/files.ts";
import { timeText } from "../report/text.ts";
import type { TableState, TapSettings } from "../tap/messages.ts";
import type { Log } from "./log.ts";

/** Which country table the taps look addresses up in, and when a newer one is fetched. */
export class GeoKeeper {
  readonly #log: Log;
  readonly #changed: () => void;
  readonly #runProgram: UpdaterOptions["runProgram"];
  /** Spreads the updates of routers over time. */
  readonly #seed = crypto.getRandomValues(new Uint32Array(1))[0];
  #config: GeoConfig;
  #updater: GeoUpdater | undefined;
  #path: string;
  /** Of the file at the path, when it was taken. */
  #identity: string | undefined;
  #generation = 0;
  #running: AbortController | undefined;

  /** `changed` is called when an update brought another table to load; `runProgram` is for tests to replace. */
  constructor(config: GeoConfig, log: Log, changed: () => void, runProgram?: UpdaterOptions["runProgram"]) {
    this.#config = config;
    this.#log = log;
    this.#changed = changed;
    this.#runProgram = runProgram;
    this.#updater = this.#updaterOf(config);
    this.#path = tableInUse(config);
    this.#identity = fileIdentity(this.#path);
  }

  /** What the taps are to load. */
  get wanted(): TapSettings["geo"] {
    return { path: this.#path, generation: this.#generation };
  }

  get lastUpdate(): GeoStatusReport["lastUpdate"] {
    const last = this.#updater?.lastAttempt;
    if (!last) return undefined;
    const time = timeText(BigInt(Date.parse(last.time)) * NS_PER_MS);
    return { time, ok: last.result !== "failed", reason: last.reason };
  }

  /** Takes the table anew where it is another file, also at the same path: another program may have replaced it. */
  configure(config: GeoConfig): void {
    const before = this.#config;
    this.#config = config;
    // What an updater knows of its last attempt may be written nowhere else.
    if (updatesOf(config) !== updatesOf(before)) this.#updater = this.#updaterOf(config);
    this.#look();
  }

  /**
   * Starts an update that is due, once the one that runs has ended, also where that is of a source of before. `nowMs` is
   * the wall's; where it lies before the table's own date it is wrong.
   */
  tick(nowMs: number, table: TableState | undefined): void {
    if (this.#running || !this.#updater || !table || ageSecondsOf(table.metadata, nowMs) === undefined)
      return;
    if (this.#updater.delayMs(this.#config.updateIntervalHours, this.#seed) === 0)
      void this.#update(this.#updater);
  }

  stop(): void {
    this.#running?.abort();
  }

  async #update(updater: GeoUpdater): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    this.#log.info("country table: update begins");
    const { result, reason, source } = await updater.update(running.signal);
    this.#running = undefined;
    if (result === "failed")
      this.#log.warning("country table: update failed, the old one stays", { source, reason });
    else this.#log.info(`country table: update ${result}`, { source });
    if (result !== "installed" || running.signal.aborted) return;
    // Also where the source is another by now: the next update may find the same file, and say that nothing changed.
    if (this.#look()) this.#changed();
  }

  /** Whether there is another table to load. One that is not there always is another, so that it is told each time. */
  #look(): boolean {
    const path = this.#path;
    const identity = this.#identity;
    this.#path = tableInUse(this.#config);
    this.#identity = fileIdentity(this.#path);
    const isSame = this.#path === path && this.#identity === identity && identity !== undefined;
    if (!isSame) this.#generation++;
    return !isSame;
  }

  #updaterOf({ source, directory }: GeoConfig): GeoUpdater | undefined {
    return source && new GeoUpdater({ source, directory, runProgram: this.#runProgram });
  }
}

/** The same for configurations that one updater will do for. The interval is none of its own: it is told when asked. */
function updatesOf({ source, directory }: GeoConfig): string {
  return fingerprint({ source, directory });
}
