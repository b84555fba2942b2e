// A keyed hash of both ends that does not change when they swap: one probe finds a flow in either direction.
// The key keeps an outsider from choosing ports and addresses that fall on one slot.

import { Frame } from "../frame";

// Odd multipliers with well-spread bits, from the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
const M1: u64 = 0xbf58476d1ce4e5b9;
const M2: u64 = 0x94d049bb133111eb;

let key: u64 = 0x9e3779b97f4a7c15;

/** Must be set before the first flow is opened: hashes are kept in the flows. */
export function setHashKey(value: u64): void {
  key = value;
}

function mix(x: u64): u64 {
  x = (x ^ (x >> 30)) * M1;
  x = (x ^ (x >> 27)) * M2;
  return x ^ (x >> 31);
}

function end(high: u64, low: u64, port: u32): u64 {
  const x = ((high ^ key) * M2) ^ low ^ ((<u64>port) << 48);
  return (x ^ (x >> 32)) * M1;
}

/** Addresses, ports, `kind` and `ether` of a frame; the sum of both ends makes it symmetric. */
export function hashOf(frame: Frame, kind: u32, ether: u64): u32 {
  const ends =
    end(frame.sourceHigh, frame.sourceLow, frame.sourcePort) +
    end(frame.destinationHigh, frame.destinationLow, frame.destinationPort);
  return <u32>mix(ends ^ kind ^ (ether << 8) ^ key);
}

/** For tables whose key is one 128-bit identifier. */
export function hashOfIdentifier(high: u64, low: u64, kind: u32): u32 {
  return <u32>mix(end(high, low, 0) ^ kind);
}
