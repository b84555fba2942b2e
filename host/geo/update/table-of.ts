import { IMAGE_MAGIC } from "../../../assembly/geo/image.ts";
import { baseName, InputFile } from "../../platform/files.ts";
import { pathIn, remove } from "../../platform/folder.ts";
import { OutputFile } from "../../platform/output-file.ts";
import type { SourceFile } from "./fetch-file.ts";
import { UpdateRefused } from "./refused.ts";
import { isGzip, unpack } from "./unpack.ts";

/** Makes the table `target` of a CSV or MMDB. Throws OperatorErrors. */
export type Compile = (source: string, target: string) => void;

/** What a compiler can take with the memory of a router. */
const UNPACKED_OCTETS_MAX = 128 * 2 ** 20;

/**
 * The path in `folder` of a table, not yet proved, that a file is, holds or gives. The owner's is taken for a CSV or
 * MMDB. Throws UpdateRefused, FILE_UNREADABLE, OUTPUT_UNWRITABLE, what `compile` throws.
 */
export async function tableOf(source: SourceFile, folder: string, compile: Compile): Promise<string> {
  const path = isGzip(startOf(source.path)) ? await unpackedIn(folder, source) : source.path;
  const start = startOf(path);
  // A gzip file can hold itself.
  if (isGzip(start)) throw new UpdateRefused("it is packed twice.");
  if (!source.isOwners && new TextDecoder().decode(start) === IMAGE_MAGIC) return path;
  const table = pathIn(folder, "compiled.table");
  compile(path, table);
  return table;
}

function startOf(path: string): Uint8Array {
  const file = new InputFile(path);
  const start = new Uint8Array(IMAGE_MAGIC.length);
  const size = file.readFully(start);
  file.close();
  return start.subarray(0, size);
}

async function unpackedIn(folder: string, { path, isOwners }: SourceFile): Promise<string> {
  const name = baseName(path);
  const input = new InputFile(path);
  const output = new OutputFile(
    pathIn(folder, /.\.gz$/i.test(name) ? name.slice(0, -3) : `${name}.unpacked`),
  );
  try {
    await unpack(input, (piece) => output.write(piece), UNPACKED_OCTETS_MAX);
    output.finish();
  } catch (error) {
    output.discard();
    throw error;
  } finally {
    input.close();
  }
  // Flash has no room for both.
  if (!isOwners) remove(path);
  return output.path;
}
