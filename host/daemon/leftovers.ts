import { removeBootFile } from "../enforce/boot-file.ts";
import { tableIsThere } from "../enforce/kernel-table.ts";
import { EnforcedTable } from "../enforce/table.ts";
import { OperatorError } from "../errors.ts";
import type { Log } from "./log.ts";

/**
 * Takes away what an earlier run in mode enforce has left: mode alert touches nothing in the firewall, and nobody would
 * judge what those rules ask about.
 */
export async function removeLeftovers(directory: string, log: Log): Promise<void> {
  try {
    removeBootFile(directory);
    if (!tableIsThere()) return;
    await new EnforcedTable().remove();
    log.info("rules of an earlier mode enforce removed");
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    log.warning("rules of an earlier mode enforce could not be removed", { reason: error.message });
  }
}
