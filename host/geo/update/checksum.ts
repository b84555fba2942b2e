import { type DownloadOptions, download } from "./download.ts";
import { UpdateRefused } from "./refused.ts";

const CHECKSUM_OCTETS_MAX = 65_536;

/** What stands at `url` for the file `name`, as sha256sum writes it. Throws UpdateRefused. */
export async function fetchChecksum(url: string, name: string, options: DownloadOptions): Promise<string> {
  const text: string[] = [];
  const decoder = new TextDecoder();
  const limits = { ...options.limits, octetsMax: CHECKSUM_OCTETS_MAX };
  await download(url, (piece) => text.push(decoder.decode(piece, { stream: true })), { ...options, limits });
  return checksumIn(text.join(""), name);
}

/** Lines of a SHA-256 and a name, of which one is enough where there is no other. Throws UpdateRefused. */
export function checksumIn(text: string, name: string): string {
  const lines = [...text.matchAll(/^([0-9a-f]{64})(?:[ \t]+\*?(.*?))?[ \t]*\r?$/gim)];
  const line = lines.length === 1 ? lines[0] : lines.find(([, , file]) => lastPart(file ?? "") === name);
  if (!line) throw new UpdateRefused("its checksum file holds no SHA-256 of it.");
  return line[1].toLowerCase();
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
