import { OperatorError } from "../errors.ts";
import { readSmallFile } from "../platform/files.ts";
import { makeFolder, moveFile, pathIn, remove, sync } from "../platform/folder.ts";
import { OutputFile } from "../platform/output-file.ts";
import type { Enforcement } from "./enforcement.ts";
import { bootText } from "./ruleset.ts";

const NAME = "boot.nft";
/** It tells who is blocked where: nobody's business but root's. */
const MODE = 0o600;
/** 65,536 prefixes are 3 MB at most; what is longer is none of ours. */
const OCTETS_MAX = 4 * 2 ** 20;

/**
 * Keeps the rules that stand until somebody judges, as a file for `nft -f`. Written only where its content changes, for
 * flash wears; a power cut leaves the file before or this one. True where it was written. Throws OUTPUT_UNWRITABLE.
 */
export function keepBootFile(directory: string, enforcement: Enforcement): boolean {
  const path = pathIn(directory, NAME);
  const content = new TextEncoder().encode(bootText(enforcement));
  if (isSame(contentOf(path), content)) return false;
  makeFolder(directory);
  // Of a write that a power cut ended.
  remove(`${path}.new`);
  const file = new OutputFile(`${path}.new`, MODE);
  try {
    file.write(content);
    file.finish();
    moveFile(file.path, path);
  } catch (error) {
    file.discard();
    throw error;
  }
  sync(directory);
  return true;
}

/** Takes it away, where it is there: nothing is enforced from the next start on. Throws OUTPUT_UNWRITABLE. */
export function removeBootFile(directory: string): void {
  remove(pathIn(directory, NAME));
}

/** Undefined where there is none that can be read. */
function contentOf(path: string): Uint8Array | undefined {
  try {
    return readSmallFile(path, OCTETS_MAX);
  } catch (error) {
    if (error instanceof OperatorError) return undefined;
    throw error;
  }
}

function isSame(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one?.length === other.length && other.every((octet, at) => octet === one[at]);
}
