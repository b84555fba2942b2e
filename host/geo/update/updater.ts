import { OperatorError } from "../../errors.ts";
import { type ProgramEnd, type ProgramLimits, runOwnProgram } from "../../platform/own-program.ts";
import { type Outcome, parseOutcome, sourceText } from "./outcome.ts";
import { attemptOf, recordAttempt } from "./record.ts";
import { updateDelayMs } from "./schedule.ts";
import type { UpdateSource } from "./source.ts";
import { type LastAttempt, readState, stateText, timeOf } from "./state.ts";
import { installed, UpdateStore } from "./store.ts";

export interface UpdaterOptions {
  readonly source: UpdateSource;
  /** Of the configuration. */
  readonly directory: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Runs this program with other arguments. */
  readonly runProgram?: (command: readonly string[], limits: ProgramLimits) => Promise<ProgramEnd>;
}

/** A quarter of an hour to download, as much to compile on a slow router, and some to prove. */
const DURATION_MS = 2_400_000;

/**
 * Updates for a daemon. A process of its own does the work: in the daemon's it would leave 29 MB behind (measured), and
 * a compiler that runs out of memory would take the daemon with it.
 */
export class GeoUpdater {
  readonly #source: UpdateSource;
  readonly #store: UpdateStore;
  readonly #now: () => number;
  readonly #runProgram: NonNullable<UpdaterOptions["runProgram"]>;
  #running: Promise<Outcome> | undefined;
  /** The last attempt, where the folder could not keep it. */
  #unwritten: LastAttempt | undefined;

  constructor({ source, directory, now = Date.now, runProgram = runOwnProgram }: UpdaterOptions) {
    this.#source = source;
    this.#store = new UpdateStore(directory);
    this.#now = now;
    this.#runProgram = runProgram;
  }

  /** Never rejects for what the network, a file or the process does; asked while it runs, it gives the same promise. */
  update(signal?: AbortSignal): Promise<Outcome> {
    this.#running ??= this.#update(signal).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** From this source, whichever run of the program made it. */
  get lastAttempt(): LastAttempt | undefined {
    const lastAttempt = this.#unwritten ?? readState(this.#store.state).lastAttempt;
    return lastAttempt?.source === sourceText(this.#source) ? lastAttempt : undefined;
  }

  /**
   * Milliseconds until the next update is due; undefined: never. schedule.ts says when that is. It is asked once the
   * clock is right, which certificates need as well.
   */
  delayMs(intervalHours: number, seed: number): number | undefined {
    const { lastAttempt } = this;
    const attempt = lastAttempt && { time: Date.parse(lastAttempt.time), failures: lastAttempt.failures };
    return updateDelayMs(attempt, this.#now(), intervalHours, seed);
  }

  async #update(signal: AbortSignal | undefined): Promise<Outcome> {
    const { directory } = this.#store;
    const before = this.lastAttempt;
    const command = ["geo", "update", "--json", "--directory", directory, ...sourceOptions(this.#source)];
    const { output, message } = await this.#runProgram(command, { durationMs: DURATION_MS, signal });
    const outcome = parseOutcome(output) ?? this.#unfinished(message);
    // Without a word of it the next attempt would be due at once, for ever.
    const isWritten = readState(this.#store.state).lastAttempt?.time === outcome.time;
    this.#unwritten = isWritten ? undefined : attemptOf(outcome, before);
    return outcome;
  }

  /** The process ended before it could say or write anything. */
  #unfinished(message: string): Outcome {
    const failure: Outcome = {
      result: "failed",
      time: timeOf(this.#now()),
      source: sourceText(this.#source),
      table: installed(this.#store.directory),
      reason: stateText(`the update came to no end: ${message}`),
    };
    try {
      recordAttempt(this.#store.state, failure);
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
    }
    return failure;
  }
}

function sourceOptions(source: UpdateSource): string[] {
  if (source.kind === "mmdb") return ["--mmdb", source.path];
  const { url, sha256, sha256Url } = source;
  return [
    ...["--url", url],
    ...(sha256 === undefined ? [] : ["--sha256", sha256]),
    ...(sha256Url === undefined ? [] : ["--sha256-url", sha256Url]),
  ];
}
