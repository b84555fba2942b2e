import { OperatorError } from "../../errors.ts";
import { INSTALLED_TABLE } from "../table.ts";
import { assertAcceptable } from "./accept.ts";
import { fetchChecksum } from "./checksum.ts";
import type { DownloadLimits, DownloadOptions } from "./download.ts";
import { fetchFile, fileNameOf, localFile } from "./fetch-file.ts";
import { type Outcome, sourceText } from "./outcome.ts";
import { recordAttempt } from "./record.ts";
import { UpdateRefused } from "./refused.ts";
import type { UpdateSource, WebSource } from "./source.ts";
import { readState, stateText, timeOf, type UpdateState } from "./state.ts";
import { installed, UpdateStore } from "./store.ts";
import { type Compile, tableOf } from "./table-of.ts";
import { TableReader } from "./table-reader.ts";

export interface RunOptions {
  readonly source: UpdateSource;
  /** Of the configuration. */
  readonly directory: string;
  readonly compile: Compile;
  /** Defaults of the rest are for tests to replace. */
  readonly built?: string;
  readonly fetch?: typeof fetch;
  readonly limits?: Partial<DownloadLimits>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** A table has at most 11 MiB, country databases some 10 to 50. 15 minutes bring 64 MiB at 0.6 Mbit/s. */
const LIMITS: DownloadLimits = { octetsMax: 64 * 2 ** 20, durationMs: 900_000, stallMs: 30_000 };

type Result = Pick<Outcome, "result" | "sourceSha256" | "reason">;

/**
 * One update in this process; a daemon takes GeoUpdater. What was there stays until the new table has been proved.
 */
export class UpdateRun {
  readonly #source: UpdateSource;
  readonly #built: string;
  readonly #compile: Compile;
  readonly #download: DownloadOptions;
  readonly #now: () => number;
  readonly #store: UpdateStore;
  readonly #reader = new TableReader();

  constructor(options: RunOptions) {
    const { source, directory, compile, built = INSTALLED_TABLE, now = Date.now } = options;
    if (source.kind === "url" && !source.url.startsWith("https:") && source.sha256 === undefined)
      throw new Error(`${source.url} needs a SHA-256`);
    this.#source = source;
    this.#built = built;
    this.#compile = compile;
    this.#download = { fetch: options.fetch ?? fetch, limits: { ...LIMITS, ...options.limits } };
    this.#now = now;
    this.#store = new UpdateStore(directory);
  }

  /** Never rejects for what the network, a file or the folder does. `signal` stops a download. */
  async update(signal?: AbortSignal): Promise<Outcome> {
    const time = timeOf(this.#now());
    let result: Result;
    try {
      result = await this.#attempt({ ...this.#download, signal });
    } catch (error) {
      if (!(error instanceof UpdateRefused || error instanceof OperatorError)) throw error;
      result = { result: "failed", reason: stateText(error.message.replaceAll("\n", " ")) };
    }
    const outcome = { time, source: sourceText(this.#source), ...result, table: this.#inUse };
    try {
      this.#store.clear();
      recordAttempt(this.#store.state, outcome);
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      if (outcome.result !== "failed") return { ...outcome, reason: stateText(error.message) };
    }
    return outcome;
  }

  get #inUse(): string {
    return installed(this.#store.directory, this.#built, this.#reader);
  }

  async #attempt(options: DownloadOptions): Promise<Result> {
    const source = this.#source;
    const state = readState(this.#store.state);
    const folder = this.#store.stage(this.#now());
    const expected = source.kind === "url" ? await checksumOf(source, options) : undefined;
    const known = expected === undefined ? undefined : this.#known(state, expected);
    if (known) return known;
    const file =
      source.kind === "url" ? await fetchFile(source.url, folder, options) : localFile(source.path);
    if (expected !== undefined && file.sha256 !== expected)
      throw new UpdateRefused(`its SHA-256 is ${file.sha256}, and ${expected} is expected.`);
    const same = this.#known(state, file.sha256);
    if (same) return same;
    const table = await tableOf(file, folder, this.#compile);
    assertAcceptable(table, this.#inUse, this.#reader);
    this.#store.install(table, this.#reader);
    return { result: "installed", sourceSha256: file.sha256 };
  }

  /** What becomes of a file that was here before. */
  #known({ table, rolledBack }: UpdateState, sourceSha256: string): Result | undefined {
    if (sourceSha256 === rolledBack)
      return { result: "unchanged", sourceSha256, reason: "its table was rolled back." };
    const isInPlace = table?.sourceSha256 === sourceSha256 && this.#reader.isUsable(this.#store.current);
    return isInPlace ? { result: "unchanged", sourceSha256 } : undefined;
  }
}

/** What the file must have, as far as anybody says. */
async function checksumOf(
  { url, sha256, sha256Url }: WebSource,
  options: DownloadOptions,
): Promise<string | undefined> {
  return sha256Url === undefined ? sha256 : await fetchChecksum(sha256Url, fileNameOf(url), options);
}
