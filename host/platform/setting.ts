import { readFileSync } from "node:fs";

/** A kernel setting as /proc/sys shows it to this thread, by its path there; undefined where there is none. */
export function readSetting(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name}`, "latin1").trim();
  } catch {
    return undefined;
  }
}
