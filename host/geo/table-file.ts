import { type ErrorCode, OperatorError } from "../errors.ts";
import { fileExists, readWholeFile } from "../platform/files.ts";
import { damageOf, damageOfFile, type Format } from "./envelope.ts";

/** How files of one kind of table are read. */
export interface TableFile {
  readonly format: Format;
  /** The one that was built with this program and lies beside it. */
  readonly installed: string;
  /** Why an image must not be loaded, or undefined; a full check. */
  readonly reasonAgainst: (image: Uint8Array) => string | undefined;
  readonly missing: ErrorCode;
  readonly invalid: ErrorCode;
}

/**
 * Reads and validates an image, in `target` where it is given. The installed one is only checked for damage: whoever could put a hostile table
 * there could replace the program as well. Throws the codes of `file`, and FILE_UNREADABLE.
 */
export function readTable(path: string, file: TableFile, target?: Uint8Array): Uint8Array {
  assertThere(path, file);
  const image = readWholeFile(path, target);
  assertNothing(
    path === file.installed ? damageOf(image, file.format) : file.reasonAgainst(image),
    path,
    file,
  );
  return image;
}

/** Validates an image as `readTable` does, for whoever reads parts of it from its file afterwards. */
export function checkTable(path: string, file: TableFile): void {
  assertThere(path, file);
  assertNothing(reasonAgainstFile(path, file), path, file);
}

/** Why a table that is there must not be loaded, or undefined. Throws FILE_UNREADABLE. */
export function reasonAgainstFile(path: string, file: TableFile): string | undefined {
  // To be checked in full it has to be in memory, for as long as that takes.
  return path === file.installed ? damageOfFile(path, file.format) : file.reasonAgainst(readWholeFile(path));
}

function assertThere(path: string, { missing }: TableFile): void {
  if (!fileExists(path)) throw new OperatorError(missing, path, "there is no such file.");
}

function assertNothing(reason: string | undefined, path: string, { invalid }: TableFile): void {
  if (reason) throw new OperatorError(invalid, path, reason);
}
