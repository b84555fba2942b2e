import { NS_PER_SECOND } from "../nanoseconds.ts";
import type { BlockReader } from "./blocks.ts";

// Interface description block body (draft-ietf-opsawg-pcapng section 4.2):
//
//   0            2          4         8
//  | link type  | reserved | snaplen | options: code u16, length u16, value padded to 4 ...

const LINK_TYPE = 0;
const SNAPLEN = 4;
const OPTIONS = 8;
const OPTION_HEADER_SIZE = 4;
const OPTION_END = 0;
const OPTION_TSRESOL = 9;
const OPTION_TSOFFSET = 14;
/** Top bit of if_tsresol: the resolution is a power of 2, else of 10. */
const TSRESOL_BINARY = 0x80;

const MICROSECONDS = 6;
/** 9999-12-31T23:59:59.999999999Z would not fit a u64 of ns; later times than this u64 are absent. */
const TIME_MAX = (1n << 64n) - 1n;

export interface PcapngInterface {
  readonly linkType: number;
  /** Octets that a record of it holds at most; 0: no limit. */
  readonly snaplen: number;
  /** Nanoseconds since 1970, finer resolutions cut; undefined where a u64 cannot hold them. */
  toNanoseconds(ticks: bigint): bigint | undefined;
}

/** What a description says, as far as it can be read, and what is wrong with it. */
export interface InterfaceReading {
  readonly description: PcapngInterface | undefined;
  readonly fault: string | undefined;
}

/** Reads the current block. Damaged options are no reason to lose the packets: what stands before them is kept. */
export function readInterface(blocks: BlockReader): InterfaceReading {
  const { view, bodyStart, bodyEnd, littleEndian } = blocks;
  const size = bodyEnd - bodyStart;
  if (size < OPTIONS) return { description: undefined, fault: `interface description of ${size} octets` };
  let fault: string | undefined;
  let resolution = MICROSECONDS;
  let offsetSeconds = 0n;
  let at = bodyStart + OPTIONS;
  while (at + OPTION_HEADER_SIZE <= bodyEnd) {
    const code = view.getUint16(at, littleEndian);
    const length = view.getUint16(at + 2, littleEndian);
    at += OPTION_HEADER_SIZE;
    if (code === OPTION_END) break;
    if (at + length > bodyEnd) {
      fault = `interface option ${code} claims ${length} octets, ${bodyEnd - at} are left`;
      break;
    }
    if (code === OPTION_TSRESOL && length === 1) resolution = view.getUint8(at);
    if (code === OPTION_TSOFFSET && length === 8) offsetSeconds = view.getBigInt64(at, littleEndian);
    at += (length + 3) & ~3;
  }
  const offset = offsetSeconds * NS_PER_SECOND;
  const ticksPerSecond =
    resolution & TSRESOL_BINARY ? 1n << BigInt(resolution & ~TSRESOL_BINARY) : 10n ** BigInt(resolution);
  const description: PcapngInterface = {
    linkType: view.getUint16(bodyStart + LINK_TYPE, littleEndian),
    snaplen: view.getUint32(bodyStart + SNAPLEN, littleEndian),
    toNanoseconds(ticks) {
      const time = (ticks * NS_PER_SECOND) / ticksPerSecond + offset;
      return time < 0n || time > TIME_MAX ? undefined : time;
    },
  };
  return { description, fault };
}
