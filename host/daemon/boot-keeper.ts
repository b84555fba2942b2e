import { keepBootFile } from "../enforce/boot-file.ts";
import type { Enforcement } from "../enforce/enforcement.ts";
import { OperatorError } from "../errors.ts";
import { fingerprint } from "../fingerprint.ts";
import type { Log } from "./log.ts";

/** The rules that stand from the start of the router until somebody judges, kept as they change. */
export class BootKeeper {
  readonly #log: Log;
  #key = "";
  #lastGood: Enforcement["lastGood"];

  constructor(log: Log) {
    this.#log = log;
  }

  /** `enforcement` is that of option boot. */
  keep(directory: string, enforcement: Enforcement): void {
    // The same block set is the same list: to write it out again takes some hundredths of a second.
    const key = fingerprint({ directory, ...enforcement, lastGood: undefined });
    if (key === this.#key && enforcement.lastGood === this.#lastGood) return;
    try {
      if (keepBootFile(directory, enforcement)) this.#log.info("rules of boot written", { directory });
      this.#key = key;
      this.#lastGood = enforcement.lastGood;
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      this.#log.warning("rules of boot could not be written; those before them stay", {
        directory,
        reason: error.message,
      });
    }
  }
}
