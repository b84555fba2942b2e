// Whose a namespace is: its name carries the process that made it, and when that process started, since numbers of
// processes are used again.

import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

const ID = /^btlab-(\d+)\.(\d+)-[0-9a-f]{8}/;

/** A new one of this process. A namespace of it is called ID-LABEL. */
export function createRunId(): string {
  return `btlab-${process.pid}.${startOf(process.pid)}-${randomBytes(4).toString("hex")}`;
}

/** The id that `name` begins with; undefined where it is not one of ours. */
export function runIdOf(name: string): string | undefined {
  return ID.exec(name)?.[0];
}

/** Whether the process that made `id` still runs. */
export function ownerRuns(id: string): boolean {
  const [, pid, start] = ID.exec(id) ?? [];
  return pid !== undefined && startOf(Number(pid)) === start;
}

/** Clock ticks from boot to the start of a process (proc(5), stat, field 22). */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name, which may hold blanks and parentheses.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
