// Classic pcap files of Ethernet frames, read whole and written piece by piece.

import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

/** A frame as a capture holds it. */
export interface CapturedFrame {
  /** What was captured; shorter than `length` where the recorder cut it. */
  readonly octets: Uint8Array;
  /** On the wire. */
  readonly length: number;
}

const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;
const MAGIC_PCAPNG = 0x0a0d0d0a;
const LINKTYPE_ETHERNET = 1;
const FILE_HEADER_SIZE = 24;
const RECORD_HEADER_SIZE = 16;
const SNAPLEN = 262_144;
const CONVERTED_MAX = 1 << 28;
const WRITE_SIZE = 1 << 20;
/** 2014-08-05T18:55:00Z, in seconds. */
const FIRST_TIME = 1_407_264_900;

/** The frames of a pcap or pcapng file up to damage or another link type; undefined where it is not Ethernet. */
export function readEthernetFrames(path: string): CapturedFrame[] | undefined {
  const content = readFileSync(path);
  const isPcapng = content.length >= 4 && content.readUInt32BE(0) === MAGIC_PCAPNG;
  return framesOf(isPcapng ? converted(path) : content);
}

/** tcpdump ends with a mistake where an interface is of another link type; what it wrote before stays. */
function converted(path: string): Buffer {
  return (
    spawnSync("tcpdump", ["-r", path, "-w", "-"], { maxBuffer: CONVERTED_MAX }).stdout ?? Buffer.alloc(0)
  );
}

function framesOf(content: Buffer): CapturedFrame[] | undefined {
  if (content.length < FILE_HEADER_SIZE) return undefined;
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  const isMagic = (value: number): boolean => value === MAGIC_MICROSECONDS || value === MAGIC_NANOSECONDS;
  const littleEndian = isMagic(view.getUint32(0, true));
  if (!littleEndian && !isMagic(view.getUint32(0, false))) return undefined;
  // The upper bits say how long a frame check sequence is.
  if ((view.getUint32(20, littleEndian) & 0xffff) !== LINKTYPE_ETHERNET) return undefined;
  const frames: CapturedFrame[] = [];
  let at = FILE_HEADER_SIZE;
  while (at + RECORD_HEADER_SIZE <= content.length) {
    const captured = view.getUint32(at + 8, littleEndian);
    const length = view.getUint32(at + 12, littleEndian);
    at += RECORD_HEADER_SIZE;
    if (at + captured > content.length) break;
    frames.push({ octets: content.subarray(at, at + captured), length });
    at += captured;
  }
  return frames;
}

/** Writes whole Ethernet frames, each a microsecond after the one before. */
export class PcapWriter {
  readonly #file: number;
  readonly #buffer = Buffer.alloc(WRITE_SIZE + RECORD_HEADER_SIZE + SNAPLEN);
  #filled = 0;
  #frames = 0;

  constructor(path: string) {
    this.#file = openSync(path, "w");
    const header = new DataView(this.#buffer.buffer);
    header.setUint32(0, MAGIC_MICROSECONDS, true);
    header.setUint16(4, 2, true);
    header.setUint16(6, 4, true);
    header.setUint32(16, SNAPLEN, true);
    header.setUint32(20, LINKTYPE_ETHERNET, true);
    this.#filled = FILE_HEADER_SIZE;
  }

  write(octets: Uint8Array): void {
    const record = new DataView(this.#buffer.buffer, this.#filled);
    record.setUint32(0, FIRST_TIME + Math.floor(this.#frames / 1e6), true);
    record.setUint32(4, this.#frames % 1e6, true);
    record.setUint32(8, octets.length, true);
    record.setUint32(12, octets.length, true);
    this.#buffer.set(octets, this.#filled + RECORD_HEADER_SIZE);
    this.#filled += RECORD_HEADER_SIZE + octets.length;
    this.#frames++;
    if (this.#filled >= WRITE_SIZE) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    for (let at = 0; at < this.#filled; ) at += writeSync(this.#file, this.#buffer, at, this.#filled - at);
    this.#filled = 0;
  }
}
