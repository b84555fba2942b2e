import { ConfigError } from "../config/config-error.ts";
import type { Mistake } from "../config/mistake.ts";
import type { OperatorError } from "../errors.ts";
import type { ConfigurationRemark, ConfigurationReport } from "../observed.ts";
import type { SteadyClock } from "../platform/clock.ts";
import { timeText } from "../report/text.ts";

/** Mistakes and warnings that are told, each; `check` tells more of them. */
export const REMARKS_MAX = 20;

/** What became of the configuration that was read last. */
export class ConfigurationState {
  readonly #clock: SteadyClock;
  #readAt: bigint;
  #warnings: readonly Mistake[] = [];
  #error: OperatorError | undefined;

  constructor(clock: SteadyClock) {
    this.#clock = clock;
    this.#readAt = clock.steadyNow();
  }

  taken(warnings: readonly Mistake[]): void {
    this.#note(warnings, undefined);
  }

  refused(error: OperatorError): void {
    this.#note([], error);
  }

  get report(): ConfigurationReport {
    const mistakes = this.#error instanceof ConfigError ? this.#error.mistakes : [];
    return {
      state: this.#error ? "refused" : "taken",
      time: timeText(this.#clock.toWall(this.#readAt)),
      reason: this.#error && mistakes.length === 0 ? this.#error.message : undefined,
      mistakes: mistakes.slice(0, REMARKS_MAX).map(withoutValue),
      warnings: this.#warnings.slice(0, REMARKS_MAX).map(withoutValue),
      notListed: beyond(mistakes) + beyond(this.#warnings),
    };
  }

  #note(warnings: readonly Mistake[], error: OperatorError | undefined): void {
    this.#readAt = this.#clock.steadyNow();
    this.#warnings = warnings;
    this.#error = error;
  }
}

/** Who may ask the endpoint need not be one who may read the configuration, and a value may hold a password. */
function withoutValue({ option, reason, remedy }: Mistake): ConfigurationRemark {
  return { option, reason, remedy };
}

function beyond(remarks: readonly Mistake[]): number {
  return Math.max(0, remarks.length - REMARKS_MAX);
}
