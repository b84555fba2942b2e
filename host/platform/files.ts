import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { OperatorError } from "../errors.ts";
import { giveToOwnerAround } from "./owner.ts";

const STDIN = 0;
/** Of a file's mode: its group and all others. */
const OTHERS_READ = 0o044;
/** How long to wait before a non-blocking standard input is asked again. */
const AGAIN_MS = 2;

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A file or standard input, read forwards. */
export class InputFile {
  /** Octets in all; undefined where only the end will tell (a pipe). */
  readonly size: number | undefined;
  readonly #path: string;
  readonly #descriptor: number;

  /** `-` is standard input. Throws FILE_UNREADABLE. */
  constructor(path: string) {
    this.#path = path;
    try {
      this.#descriptor = path === "-" ? STDIN : openSync(path, "r");
      const status = fstatSync(this.#descriptor);
      if (status.isDirectory()) throw new Error("it is a directory");
      this.size = status.isFile() ? status.size : undefined;
    } catch (error) {
      throw new OperatorError("FILE_UNREADABLE", path, reason(error));
    }
  }

  /** Reads at most `target.length` octets; 0 only at the end. Throws FILE_UNREADABLE. */
  read(target: Uint8Array): number {
    for (;;) {
      try {
        return readSync(this.#descriptor, target);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN")
          throw new OperatorError("FILE_UNREADABLE", this.#path, reason(error));
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, AGAIN_MS);
      }
    }
  }

  /** Reads until `target` is full or the input ends; returns how much it read. */
  readFully(target: Uint8Array): number {
    let size = 0;
    while (size < target.length) {
      const read = this.read(target.subarray(size));
      if (read === 0) break;
      size += read;
    }
    return size;
  }

  /** Reads octets from a position on, wherever `read` is; returns how many: 0 at the end, and where they cannot be read. */
  readAt(position: number, target: Uint8Array): number {
    try {
      return readSync(this.#descriptor, target, 0, target.length, position);
    } catch {
      return 0;
    }
  }

  close(): void {
    if (this.#descriptor !== STDIN) closeSync(this.#descriptor);
  }
}

/** Whether nobody but this process's user (and root) may read it; false of one that is not there. */
export function isOursAlone(path: string): boolean {
  const status = statSync(path, { throwIfNoEntry: false });
  return status !== undefined && status.uid === process.getuid?.() && (status.mode & OTHERS_READ) === 0;
}

/**
 * A whole file that is small by nature (a table, a module); in `target`, where it is given and large enough. Throws
 * FILE_UNREADABLE.
 */
export function readWholeFile(path: string, target?: Uint8Array): Uint8Array {
  try {
    if (target === undefined || !fits(path, target)) return readFileSync(path);
  } catch (error) {
    throw new OperatorError("FILE_UNREADABLE", path, reason(error));
  }
  const file = new InputFile(path);
  const size = file.readFully(target);
  file.close();
  return target.subarray(0, size);
}

/**
 * A file or standard input of at most `octetsMax`, or undefined where it has more; in `content`, which has room for one
 * octet more. Throws FILE_UNREADABLE.
 */
export function readSmallFile(
  path: string,
  octetsMax: number,
  content = new Uint8Array(octetsMax + 1),
): Uint8Array | undefined {
  const file = new InputFile(path);
  try {
    const size = file.readFully(content);
    return size > octetsMax ? undefined : content.subarray(0, size);
  } finally {
    file.close();
  }
}

function fits(path: string, target: Uint8Array): boolean {
  const status = statSync(path);
  return status.isFile() && status.size <= target.length;
}

/** Replaces a file in one step: a reader sees the old one or the new one. Throws OUTPUT_UNWRITABLE. */
export function replaceFile(path: string, content: Uint8Array): void {
  const temporary = `${path}.${process.pid}.new`;
  try {
    // What a process of the same number left, or a link in its place.
    rmSync(temporary, { force: true });
    const descriptor = openSync(temporary, "wx");
    try {
      giveToOwnerAround(temporary, descriptor);
      writeFileSync(descriptor, content);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    if (existsSync(temporary)) unlinkSync(temporary);
    throw new OperatorError("OUTPUT_UNWRITABLE", path, reason(error));
  }
}

/** The same as long as a path leads to the same file, unchanged; undefined where there is none that can be seen. */
export function fileIdentity(path: string): string | undefined {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
  } catch {
    return undefined;
  }
}

export function fileExists(path: string): boolean {
  return existsSync(path);
}

export function baseName(path: string): string {
  return basename(path);
}

/** The path of another file in the same folder. */
export function siblingOf(path: string, name: string): string {
  return join(dirname(path), name);
}

/** The path of a file that is installed beside the bundle. */
export function besideBundle(name: string): string {
  return join(dirname(fileURLToPath(import.meta.url)), name);
}
