// What a run leaves in the machine, and its removal: namespaces, their folders in /etc/netns, processes in them, and a
// temporary folder. All of it is found by the run's id, so that it can be removed by another process as well.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownerRuns, runIdOf } from "../../router-image/vm/machine/run-id.ts";

/** Stands in the environment of all that a run starts, and so of all that these start. */
export const RUN_ID_VARIABLE = "BORDERTAP_LAB";

const NAMESPACES = "/run/netns";
/** `ip netns exec` mounts the files of /etc/netns/NAME over those of /etc. */
const CONFIGURATIONS = "/etc/netns";

export function folderOf(id: string): string {
  return join(tmpdir(), id);
}

/** The folder whose files a namespace sees in place of those in /etc. */
export function configurationOf(namespace: string): string {
  const folder = join(CONFIGURATIONS, namespace);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Removes what `id` left. Synchronous, so that it can run while the process ends. */
export function removeTraces(id: string): void {
  for (const name of entries(NAMESPACES, id)) {
    endProcesses(name, id);
    deleteNamespace(name);
  }
  for (const name of entries(CONFIGURATIONS, id)) {
    rmSync(join(CONFIGURATIONS, name), { recursive: true, force: true });
  }
  removeIfEmpty(CONFIGURATIONS);
  rmSync(folderOf(id), { recursive: true, force: true });
}

/** Removes what runs left whose process is gone (SIGKILL, say). */
export function removeLeftovers(): void {
  const names = [NAMESPACES, CONFIGURATIONS, tmpdir()].flatMap((folder) => entries(folder, ""));
  const ids = new Set(names.map(runIdOf).filter((id) => id !== undefined));
  for (const id of ids) if (!ownerRuns(id)) removeTraces(id);
}

/** Names of namespaces that `id` has now. */
export function namespacesOf(id: string): string[] {
  return entries(NAMESPACES, id);
}

function entries(folder: string, id: string): string[] {
  return namesIn(folder).filter((name) => runIdOf(name)?.startsWith(id));
}

/** None where the folder is not there, or goes at this moment: with the last of another run's. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function deleteNamespace(name: string): void {
  try {
    execFileSync("ip", ["netns", "delete", name], { stdio: "pipe" });
  } catch (error) {
    // Two processes may find the same leftovers.
    if (existsSync(join(NAMESPACES, name))) throw error;
  }
}

function endProcesses(namespace: string, id: string): void {
  const pids = execFileSync("ip", ["netns", "pids", namespace], { encoding: "utf8" });
  for (const pid of pids.split("\n").filter(Boolean).map(Number)) if (startedBy(id, pid)) kill(pid);
}

/** Somebody may have entered the namespace by hand: that is not ours to end. */
function startedBy(id: string, pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`${RUN_ID_VARIABLE}=${id}`);
  } catch {
    return false;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Other runs have something in it, or nobody had.
  }
}
