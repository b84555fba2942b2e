import type { ConfigReading } from "../config/load.ts";
import { MISTAKES_MAX } from "../config/mistake.ts";
import { configLines } from "./config-text.ts";

/** The document of `check --json`. The token stands nowhere in it. */
export function checkReport(file: string, { config, mistakes = [], warnings }: ConfigReading): object {
  return {
    file,
    ok: config !== undefined,
    mistakes: mistakes.slice(0, MISTAKES_MAX),
    mistakesNotListed: Math.max(0, mistakes.length - MISTAKES_MAX),
    warnings: warnings.slice(0, MISTAKES_MAX),
    summary: config ? configLines(config) : [],
  };
}
