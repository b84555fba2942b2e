import { OperatorError } from "../errors.ts";
import { MISTAKES_MAX, type Mistake, mistakeText } from "./mistake.ts";

/** CONFIG_INVALID, with what is wrong as data. */
export class ConfigError extends OperatorError {
  readonly mistakes: readonly Mistake[];

  /** `path` is where it was read. */
  constructor(path: string, mistakes: readonly Mistake[]) {
    const texts = mistakes.slice(0, MISTAKES_MAX).map(mistakeText);
    if (mistakes.length > MISTAKES_MAX) texts.push(`and ${mistakes.length - MISTAKES_MAX} more.`);
    super("CONFIG_INVALID", path, texts);
    this.mistakes = mistakes;
  }
}
