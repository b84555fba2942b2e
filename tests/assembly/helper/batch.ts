// Records in the batch area, and what a walk of them left.

import {
  PCAP_CAPTURED,
  PCAP_FRACTION,
  PCAP_HEADER_SIZE,
  PCAP_LENGTH,
  PCAP_SECONDS,
  RECORD_CAPTURED,
  RECORD_FLAGS,
  RECORD_HEADER_SIZE,
  RECORD_LENGTH,
  RECORD_LINK_TYPE,
  RECORD_TIME,
  TOTALS_FRAMES,
} from "../../../assembly/abi";
import { batch } from "../../../assembly/batch/area";
import { totals } from "../../../assembly/counters/totals";
import { start, write } from "./frame";

/** Appends a pcap record of `hex` at `at`, an offset in the batch; returns where the next one goes. */
export function pcapRecord(at: u32, swapped: bool, seconds: u32, fraction: u32, hex: string): u32 {
  const captured = <u32>(write(hex) - start);
  const record = batch + at;
  const b = swapped;
  store<u32>(record, b ? bswap<u32>(seconds) : seconds, PCAP_SECONDS);
  store<u32>(record, b ? bswap<u32>(fraction) : fraction, PCAP_FRACTION);
  store<u32>(record, b ? bswap<u32>(captured) : captured, PCAP_CAPTURED);
  store<u32>(record, b ? bswap<u32>(captured) : captured, PCAP_LENGTH);
  memory.copy(record + PCAP_HEADER_SIZE, start, captured);
  return at + PCAP_HEADER_SIZE + captured;
}

/** The same for a batch record. */
export function record(at: u32, linkType: u32, flags: u32, time: u64, hex: string): u32 {
  const captured = <u32>(write(hex) - start);
  const header = batch + at;
  store<u64>(header, time, RECORD_TIME);
  store<u32>(header, captured, RECORD_LENGTH);
  store<u32>(header, captured, RECORD_CAPTURED);
  store<u16>(header, <u16>linkType, RECORD_LINK_TYPE);
  store<u16>(header, <u16>flags, RECORD_FLAGS);
  memory.copy(header + RECORD_HEADER_SIZE, start, captured);
  return at + RECORD_HEADER_SIZE + ((captured + 7) & ~7);
}

/** Frames counted so far. */
export function counted(): u64 {
  return load<u64>(totals, TOTALS_FRAMES);
}
