// How many virtual machines run at once on this machine, whoever started them.

import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownerRuns, runIdOf } from "./run-id.ts";

/** Each takes one processor and a gigabyte. */
const PLACES = 2;

/** Marks the folder of a run that has one. */
const MARK = "virtual-machine";

/** Takes one for the run of `folder`, which gives it back with that; false where there is none. */
export function claimPlace(folder: string): boolean {
  const mark = join(folder, MARK);
  // First taken, then counted: two that do so at once may both go without, and never both have the last one.
  writeFileSync(mark, "");
  if (taken() <= PLACES) return true;
  rmSync(mark);
  return false;
}

function taken(): number {
  return readdirSync(tmpdir()).filter((name) => {
    const id = runIdOf(name);
    return id !== undefined && existsSync(join(tmpdir(), name, MARK)) && ownerRuns(id);
  }).length;
}
