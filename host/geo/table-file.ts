import { type ErrorCode, OperatorError } from "../errors.ts";
import { fileExists, readWholeFile } from "../platform/files.ts";
import { damageOf, type Format } from "./envelope.ts";

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
  if (!fileExists(path)) throw new OperatorError(file.missing, path, "there is no such file.");
  const image = readWholeFile(path, target);
  const reason = path === file.installed ? damageOf(image, file.format) : file.reasonAgainst(image);
  if (reason) throw new OperatorError(file.invalid, path, reason);
  return image;
}
