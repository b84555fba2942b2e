import {
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { OperatorError } from "../errors.ts";
import { giveToOwnerAround } from "./owner.ts";

/** Makes a folder, and those above it that are missing. Throws OUTPUT_UNWRITABLE. */
export function makeFolder(path: string): void {
  written(path, () => {
    const first = mkdirSync(path, { recursive: true });
    if (first === undefined) return;
    // From the outermost on: each belongs to whom the one around it does.
    const made = [resolve(path)];
    while (made[0].length > resolve(first).length) made.unshift(dirname(made[0]));
    for (const folder of made) giveFolder(folder);
  });
}

/** Of a link that has taken its place nothing is followed. */
function giveFolder(path: string): void {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    giveToOwnerAround(path, descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Names in a folder; none where there is no folder. Throws FILE_UNREADABLE. */
export function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new OperatorError("FILE_UNREADABLE", path, (error as Error).message);
  }
}

/** Removes a file, or a folder with all that is in it; nothing where there is neither. Throws OUTPUT_UNWRITABLE. */
export function remove(path: string): void {
  written(path, () => rmSync(path, { recursive: true, force: true }));
}

/** Takes the place of a file at `to`, in one step. Throws OUTPUT_UNWRITABLE. */
export function moveFile(from: string, to: string): void {
  written(to, () => renameSync(from, to));
}

/** Returns once a file's content, or the names in a folder, are where a power cut leaves them. Throws OUTPUT_UNWRITABLE. */
export function sync(path: string): void {
  written(path, () => {
    const descriptor = openSync(path, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}

/** When something was last changed, in milliseconds since 1970; undefined where it is not there. */
export function changedMs(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

export function pathIn(folder: string, name: string): string {
  return join(folder, name);
}

export function absolutePath(path: string): string {
  return resolve(path);
}

function written(path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw new OperatorError("OUTPUT_UNWRITABLE", path, (error as Error).message);
  }
}
