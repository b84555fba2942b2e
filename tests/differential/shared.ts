// Where the captures and the oracle lie: beside the repository, if anywhere.

import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const shared = join(dirname(root), "shared");
export const captureFolder = join(shared, "captures");
export const oracleFolder = join(shared, "oracle");

/** File names of the captures; none where there is no such folder. */
export function captureNames(): string[] {
  if (!existsSync(captureFolder)) return [];
  return readdirSync(captureFolder)
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .sort();
}
