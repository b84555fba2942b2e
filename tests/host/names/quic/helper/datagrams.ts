import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { captureFolder } from "../../../../differential/shared.ts";

const FILE_HEADER_SIZE = 24;
const RECORD_HEADER_SIZE = 16;
const UDP_HEADER_SIZE = 8;
const HTTPS_PORT = 443;

export interface Datagram {
  readonly frame: number;
  readonly sourcePort: number;
  readonly payload: Uint8Array;
}

/** Payloads sent to UDP port 443 in a little-endian pcap of ../shared; undefined where it is not there. */
export function datagramsOf(capture: string): Datagram[] | undefined {
  const path = join(captureFolder, capture);
  if (!existsSync(path)) return undefined;
  const file = readFileSync(path);
  const datagrams: Datagram[] = [];
  for (let at = FILE_HEADER_SIZE, frame = 1; at < file.length; frame++) {
    const start = at + RECORD_HEADER_SIZE;
    at = start + file.readUInt32LE(at + 8);
    const datagram = datagramIn(file.subarray(start, at));
    if (datagram) datagrams.push({ frame, ...datagram });
  }
  return datagrams;
}

/** Whatever the link layer: the first place where a UDP header to the port fits the frame's end. */
function datagramIn(frame: Buffer): Omit<Datagram, "frame"> | undefined {
  for (let at = 0; at + UDP_HEADER_SIZE <= frame.length; at++)
    if (frame.readUInt16BE(at + 2) === HTTPS_PORT && frame.readUInt16BE(at + 4) === frame.length - at)
      return { sourcePort: frame.readUInt16BE(at), payload: frame.subarray(at + UDP_HEADER_SIZE) };
  return undefined;
}
