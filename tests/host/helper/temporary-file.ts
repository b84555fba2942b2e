import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

const folder = mkdtempSync(join(tmpdir(), "bordertap-"));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

/** Writes a file that lives as long as the tests of this process. */
export function temporaryFile(content: Uint8Array | string): string {
  const path = join(folder, String(++files));
  writeFileSync(path, content);
  return path;
}

/** A folder of the same life, or the path of one that is not there yet. */
export function temporaryPath(): string {
  return join(folder, String(++files));
}
