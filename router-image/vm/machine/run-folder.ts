import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRunId, ownerRuns, runIdOf } from "./run-id.ts";

/** A new folder for the files of one run, which goes with the process. Removes those of processes that were killed. */
export function createRunFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    const id = runIdOf(name);
    if (id === name && !ownerRuns(id)) removeFolder(join(tmpdir(), name));
  }
  const folder = join(tmpdir(), createRunId());
  mkdirSync(folder, { mode: 0o700 });
  process.on("exit", () => removeFolder(folder));
  return folder;
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
