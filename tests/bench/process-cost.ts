// What a process costs, as the kernel keeps account of it (proc(5)).

import { readdirSync, readFileSync } from "node:fs";

/** Seconds of CPU of each thread that runs, by its number; what interrupts took on their cores counts as theirs. */
export type ThreadSeconds = ReadonlyMap<string, number>;

export function threadSeconds(pid: number): ThreadSeconds {
  const secondsOf = (task: string) => Number(readProc(`${pid}/task/${task}/schedstat`).split(" ")[0]) / 1e9;
  return new Map(readdirSync(`/proc/${pid}/task`).map((task) => [task, secondsOf(task)]));
}

/** Of all threads together. */
export function cpuSeconds(pid: number): number {
  return totalOf([...threadSeconds(pid).values()]);
}

/** What the threads took between two looks. */
export interface Spent {
  readonly all: number;
  /** The one that took most. */
  readonly busiest: number;
}

export function spentBetween(before: ThreadSeconds, after: ThreadSeconds): Spent {
  const seconds = [...after].map(([task, then]) => then - (before.get(task) ?? 0));
  return { all: totalOf(seconds), busiest: Math.max(...seconds) };
}

function totalOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
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
  const rings = mappings.filter((mapping) => mapping.includes(" socket:["));
  return totalOf(rings.map((mapping) => kibibytes(mapping, "Rss")));
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
