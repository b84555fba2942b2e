// Copies of the program that lack something.

import { cpSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { BORDERTAP } from "./running-daemon.ts";

/** Copies the program to `folder`, without koffi: it reaches no system call of its own. Returns its path. */
export function bundleWithoutSystemCalls(folder: string): string {
  return copyBundle(join(folder, "without-koffi"), (name) => name !== "koffi");
}

/** The program's path in a copy of what `keeps`. */
export function copyBundle(folder: string, keeps: (name: string) => boolean = () => true): string {
  cpSync(dirname(BORDERTAP), folder, { recursive: true, filter: (path) => keeps(basename(path)) });
  return join(folder, basename(BORDERTAP));
}
