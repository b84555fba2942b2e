// What a process costs, as the kernel keeps account of it (proc(5)).

import { readdirSync, readFileSync } from "node:fs";

/** Seconds of CPU of all threads that run; what interrupts took on their cores counts as theirs. */
export function cpuSeconds(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = tasks.map((task) => Number(readProc(`${pid}/task/${task}/schedstat`).split(" ")[0]));
  return nanoseconds.reduce((sum, value) => sum + value, 0) / 1e9;
}

/** Octets of a process's memory. */
export interface Memory {
  /** All that is in memory: private or shared, of files or of none. */
  readonly resident: number;
  /** Of no file. */
  readonly anonymous: number;
  /** Of the rings of its AF_PACKET sockets; part of `resident`, never of `anonymous`. */
  readonly rings: number;
}

export function memoryOf(pid: number): Memory {
  const rollup = readProc(`${pid}/smaps_rollup`);
  return {
    resident: kibibytes(rollup, "Rss"),
    anonymous: kibibytes(rollup, "Anonymous"),
    rings: ringSize(readProc(`${pid}/smaps`)),
  };
}

/** The mapping of a packet socket is called socket:[NUMBER]. */
function ringSize(smaps: string): number {
  const mappings = smaps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
  return mappings
    .filter((mapping) => mapping.includes(" socket:["))
    .reduce((sum, mapping) => sum + kibibytes(mapping, "Rss"), 0);
}

function kibibytes(text: string, field: string): number {
  const found = new RegExp(`^${field}: +(\\d+) kB$`, "m").exec(text);
  if (!found) throw new Error(`no ${field} in ${text.slice(0, 200)}`);
  return Number(found[1]) * 1024;
}

/** Processes that were about to run in the last minute, on average: what a figure had to share the machine with. */
export function loadAverage(): number {
  return Number(readProc("loadavg").split(" ")[0]);
}

function readProc(path: string): string {
  return readFileSync(`/proc/${path}`, "utf8");
}
