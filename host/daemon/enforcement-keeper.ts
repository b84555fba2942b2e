import type { Config } from "../config/config.ts";
import { OperatorError } from "../errors.ts";
import { SystemError } from "../ffi/errno.ts";
import { fingerprint } from "../fingerprint.ts";
import type { EnforcementReport } from "../observed.ts";
import type { Enforcing } from "./enforcing.ts";
import type { Log } from "./log.ts";

/** How enforcement begins and ends on this machine. */
export interface EnforcementStarter {
  /** By what is wanted now. Throws what Enforcing.start does. */
  start(): Promise<Enforcer>;
  /** Throws MARK_BITS_TAKEN, what Nft throws. */
  assertMarksFree(mask: number): Promise<void>;
  /** In mode alert: what an earlier run left goes. */
  clear(directory: string): Promise<void>;
  /** The program cannot go on, and ends. */
  fatal(error: Error): void;
}

export type Enforcer = Pick<Enforcing, "refresh" | "tick" | "stop" | "end" | "report">;
type Enforced = Pick<Config, "mode" | "directory" | "enforcement">;

/** Enforcement as configurations come and go: begun, ended, taken up anew, tried again; one after the other. */
export class EnforcementKeeper {
  readonly #starter: EnforcementStarter;
  readonly #log: Log;
  #config: Enforced | undefined;
  #enforcing: Enforcer | undefined;
  #failure: string | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(starter: EnforcementStarter, log: Log) {
    this.#starter = starter;
    this.#log = log;
  }

  /** Undefined where nobody judges. */
  get report(): EnforcementReport | undefined {
    return this.#enforcing?.report;
  }

  /** Why nobody judges in mode enforce. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Before a configuration is taken: throws MARK_BITS_TAKEN where others use its bits of marks, what Nft throws. */
  async assertMarksFree({ mode, enforcement: { markMask } }: Enforced): Promise<void> {
    if (mode === "alert" || (this.#enforcing && markMask === this.#config?.enforcement.markMask)) return;
    await this.#starter.assertMarksFree(markMask);
  }

  /**
   * Throws what Enforcing.start and Nft do: nobody judges then, and the rules of before do what they do while nobody does.
   */
  take(config: Enforced): Promise<void> {
    return this.#next(() => this.#take(config));
  }

  /** Now and then, where nobody judges in mode enforce. */
  retry(): void {
    if (this.#failure === undefined) return;
    this.#next(() => this.#retry()).catch((error) => this.#starter.fatal(error));
  }

  refresh(): void {
    void this.#enforcing?.refresh();
  }

  /** Once a second. */
  tick(): void {
    this.#enforcing?.tick();
  }

  /** The rules stay. */
  stop(): Promise<void> {
    return this.#next(async () => {
      this.#failure = undefined;
      await this.#release()?.stop();
    });
  }

  /** A failure is its own caller's. */
  #next(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  async #take(config: Enforced): Promise<void> {
    const before = this.#config;
    const { mode, directory } = config;
    this.#config = config;
    if (this.#enforcing && before && startedBy(config) === startedBy(before)) {
      await this.#enforcing.refresh();
      return;
    }
    this.#failure = undefined;
    // At once: what is wanted is of this configuration already, and what runs by other marks must not look at it.
    const enforcing = this.#release();
    if (mode === "alert") {
      await enforcing?.end();
      await this.#starter.clear(directory);
      return;
    }
    await enforcing?.stop();
    await this.#start();
  }

  async #start(): Promise<void> {
    try {
      this.#enforcing = await this.#starter.start();
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  async #retry(): Promise<void> {
    // A configuration may have come in between.
    if (this.#failure === undefined) return;
    try {
      await this.#start();
    } catch (error) {
      if (!(error instanceof OperatorError) && !(error instanceof SystemError)) throw error;
      this.#log.error("nothing is judged; it is tried again", { reason: error.message });
    }
  }

  #release(): Enforcer | undefined {
    const enforcing = this.#enforcing;
    this.#enforcing = undefined;
    return enforcing;
  }
}

/** What is that of a start: whoever enforces by others is another. */
function startedBy({ mode, enforcement: { markMask, queueFirst, queueCount } }: Enforced): string {
  return fingerprint({ mode, markMask, queueFirst, queueCount });
}
