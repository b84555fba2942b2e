import { removeBootFile } from "../enforce/boot-file.ts";
import { tableIsThere } from "../enforce/kernel-table.ts";
import { Nft } from "../enforce/nft.ts";
import { assertNotEnforced } from "../enforce/other-run.ts";
import { EnforcedTable } from "../enforce/table.ts";
import { OperatorError } from "../errors.ts";
import type { Log } from "./log.ts";

/**
 * Takes away what an earlier run in mode enforce has left: mode alert touches nothing in the firewall, and nobody would
 * judge what those rules ask about. Where another run judges it, nothing is taken.
 */
export async function removeLeftovers(directory: string, log: Log): Promise<void> {
  await tried("rules of an earlier mode enforce could not be removed", log, async () => {
    const isThere = tableIsThere();
    if (isThere) assertNotEnforced(await new Nft().list());
    await tried("rules of boot could not be removed", log, async () => removeBootFile(directory));
    // Also where those of boot stay: these are in force.
    if (!isThere) return;
    await new EnforcedTable().remove();
    log.info("rules of an earlier mode enforce removed");
  });
}

async function tried(failure: string, log: Log, removal: () => Promise<void>): Promise<void> {
  try {
    await removal();
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    log.warning(failure, { reason: error.message });
  }
}
