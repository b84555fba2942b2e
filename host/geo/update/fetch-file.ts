import { InputFile } from "../../platform/files.ts";
import { pathIn } from "../../platform/folder.ts";
import { Sha256 } from "../../platform/hash.ts";
import { OutputFile } from "../../platform/output-file.ts";
import { type DownloadOptions, download } from "./download.ts";

const PIECE_SIZE = 65_536;
const NAME_LENGTH_MAX = 100;

/** A file that came from a source. */
export interface SourceFile {
  readonly path: string;
  readonly sha256: string;
  /** Where it lies is not ours to change. */
  readonly isOwners: boolean;
}

/** Downloads to a new file in `folder`. Throws UpdateRefused, OUTPUT_UNWRITABLE. */
export async function fetchFile(url: string, folder: string, options: DownloadOptions): Promise<SourceFile> {
  const file = new OutputFile(pathIn(folder, fileNameOf(url)));
  const hash = new Sha256();
  const take = (piece: Uint8Array) => {
    hash.add(piece);
    file.write(piece);
  };
  try {
    await download(url, take, options);
    file.finish();
  } catch (error) {
    file.discard();
    throw error;
  }
  return { path: file.path, sha256: hash.digest(), isOwners: false };
}

/** One that is here already. Throws FILE_UNREADABLE. */
export function localFile(path: string): SourceFile {
  const file = new InputFile(path);
  const hash = new Sha256();
  const piece = new Uint8Array(PIECE_SIZE);
  try {
    for (let size = file.read(piece); size > 0; size = file.read(piece)) hash.add(piece.subarray(0, size));
  } finally {
    file.close();
  }
  return { path, sha256: hash.digest(), isOwners: true };
}

/** The last part of a URL as a name of a file: it tells publisher and date. */
export function fileNameOf(url: string): string {
  const [last = ""] = new URL(url).pathname.split("/").slice(-1);
  const name = last.replaceAll(/[^A-Za-z0-9._-]/g, "_").slice(-NAME_LENGTH_MAX);
  return /^\.*$/.test(name) ? "download" : name;
}
