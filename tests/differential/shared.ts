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

/** Captures of which no interface is read. */
const UNREAD = ["wireshark__wpa2-psk-mfp.pcapng", "zeek__radiotap.pcap"];

/** The program's exit status on a capture. */
export function statusOf(capture: string): 0 | 1 {
  return UNREAD.includes(capture) ? 1 : 0;
}
