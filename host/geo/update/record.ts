import type { Outcome } from "./outcome.ts";
import { type LastAttempt, readState, writeState } from "./state.ts";

/** An outcome as the state keeps it, after the attempt before. */
export function attemptOf(
  { time, result, source, reason }: Outcome,
  before: LastAttempt | undefined,
): LastAttempt {
  const failures = result === "failed" ? (before?.failures ?? 0) + 1 : 0;
  return { time, result, source, reason, failures };
}

/** Enters an outcome into the state file at `path`. Throws OUTPUT_UNWRITABLE. */
export function recordAttempt(path: string, outcome: Outcome): void {
  const state = readState(path);
  const { result, time, source, sourceSha256 } = outcome;
  const after = { ...state, lastAttempt: attemptOf(outcome, state.lastAttempt) };
  if (result !== "installed" || sourceSha256 === undefined) writeState(path, after);
  else
    writeState(path, {
      ...after,
      table: { time, source, sourceSha256 },
      previous: state.table,
      rolledBack: undefined,
    });
}
