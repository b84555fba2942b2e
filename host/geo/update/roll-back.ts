import { OperatorError } from "../../errors.ts";
import { readState, writeState } from "./state.ts";
import { installed, UpdateStore } from "./store.ts";

/**
 * Goes back to the table before the last update, or else to `built`, and does not take the same file again. Returns the
 * path of the table to load. Throws GEO_ROLLBACK_IMPOSSIBLE, OUTPUT_UNWRITABLE.
 */
export function rollBack(directory: string, built?: string): string {
  const store = new UpdateStore(directory);
  const { lastAttempt, table, previous } = readState(store.state);
  if (!store.rollBack())
    throw new OperatorError("GEO_ROLLBACK_IMPOSSIBLE", directory, "no update is installed there.");
  writeState(store.state, { lastAttempt, table: previous, rolledBack: table?.sourceSha256 });
  return installed(directory, built);
}
