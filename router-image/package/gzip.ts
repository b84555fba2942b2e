import { constants, gzipSync } from "node:zlib";

/** RFC 1952 section 2.3: without a name, a time, and a word about the machine that made it. */
const OPERATING_SYSTEM = 9;
const UNKNOWN = 255;

/** The same octets give the same file, by the same Node.js. */
export function gzip(content: Uint8Array): Uint8Array {
  const file = gzipSync(content, { level: constants.Z_BEST_COMPRESSION });
  file[OPERATING_SYSTEM] = UNKNOWN;
  return file;
}
