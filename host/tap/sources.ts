import type { LiveInterface, LiveSource, LiveStatistics } from "../capture/live.ts";
import { OperatorError } from "../errors.ts";
import { SystemError } from "../ffi/errno.ts";
import { fingerprint } from "../fingerprint.ts";
import type { SourceState } from "./messages.ts";

const NOTHING: LiveStatistics = { packets: 0, dropped: 0 };

interface Heard<Source> {
  live: LiveInterface;
  readonly source: Source;
  readonly opening: number;
}

/** The interfaces that a tap hears: opened when they come, closed when they go, counted as long as the tap runs. */
export class Sources<Source extends LiveSource> {
  readonly #open: (live: LiveInterface) => Source;
  readonly #beforeClose: (source: Source) => void;
  readonly #byIndex = new Map<number, Heard<Source>>();
  readonly #failures = new Map<number, { readonly live: LiveInterface; readonly failure: string }>();
  /** Of sources that were closed, by interface name. */
  readonly #closed = new Map<string, LiveStatistics>();
  #openings = 0;

  /**
   * `open` throws SystemError or OperatorError where an interface cannot be heard; `beforeClose` takes what a source
   * still holds.
   */
  constructor(open: (live: LiveInterface) => Source, beforeClose: (source: Source) => void = () => {}) {
    this.#open = open;
    this.#beforeClose = beforeClose;
  }

  /** Closes what is not among `wanted`, opens what is new in it, and tries again what failed. */
  follow(wanted: readonly LiveInterface[]): void {
    const names = new Map(wanted.map((live) => [live.index, live]));
    for (const [index, heard] of [...this.#byIndex]) {
      const now = names.get(index);
      if (now?.name === heard.live.name && isSame(now, heard.live)) continue;
      if (now?.name === heard.live.name && heard.source.adapt(now)) heard.live = now;
      else this.#close(index);
    }
    this.#failures.clear();
    for (const live of wanted) if (!this.#byIndex.has(live.index)) this.#tryOpen(live);
  }

  /** A source that has ended; it is tried again with the next `follow`. */
  lose(lost: Source, failure: string): void {
    for (const [index, { live, source }] of this.#byIndex) {
      // Another one may have taken its interface meanwhile.
      if (source !== lost) continue;
      this.#close(index);
      this.#failures.set(index, { live, failure });
    }
  }

  /** Whether some could not be opened, or have ended. */
  get hasFailures(): boolean {
    return this.#failures.size > 0;
  }

  /** Those that are heard. */
  get all(): Source[] {
    return [...this.#byIndex.values()].map(({ source }) => source);
  }

  get states(): SourceState[] {
    const heard = [...this.#byIndex.values()].map(({ live, opening, source }) => ({
      interface: live,
      opening,
      kind: source.kind,
      bytesExact: source.bytesExact,
      belongings: source.belongings,
    }));
    const failed = [...this.#failures.values()].map(({ live, failure }) => ({ interface: live, failure }));
    return [...heard, ...failed];
  }

  /** By interface name, since the tap was started. */
  get statistics(): Record<string, LiveStatistics> {
    const sums = new Map(this.#closed);
    for (const { live, source } of this.#byIndex.values())
      sums.set(live.name, add(sums.get(live.name), source.statistics()));
    return Object.fromEntries(sums);
  }

  close(): void {
    for (const index of [...this.#byIndex.keys()]) this.#close(index);
  }

  #tryOpen(live: LiveInterface): void {
    try {
      const source = this.#open(live);
      this.#byIndex.set(live.index, { live, source, opening: ++this.#openings });
    } catch (error) {
      if (!(error instanceof SystemError) && !(error instanceof OperatorError)) throw error;
      this.#failures.set(live.index, { live, failure: explained(error) });
    }
  }

  #close(index: number): void {
    const { live, source } = this.#byIndex.get(index)!;
    this.#beforeClose(source);
    this.#closed.set(live.name, add(this.#closed.get(live.name), source.statistics()));
    source.close();
    this.#byIndex.delete(index);
  }
}

function isSame(first: LiveInterface, second: LiveInterface): boolean {
  return fingerprint(first) === fingerprint(second);
}

function explained(error: SystemError | OperatorError): string {
  return error.code === "EPERM" ? `${error.message}: the program needs CAP_NET_RAW` : error.message;
}

function add(first: LiveStatistics = NOTHING, second: LiveStatistics): LiveStatistics {
  return { packets: first.packets + second.packets, dropped: first.dropped + second.dropped };
}
