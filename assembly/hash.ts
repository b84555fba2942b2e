// A keyed hash of both ends that does not change when they swap: one probe finds a flow in either direction.
// The key keeps an outsider from choosing ports and addresses that fall on one slot.

import { Frame } from "./frame";

// Multiply-shift hashing (Dietzfelbinger et al., J. Algorithms 25, 1997): odd multipliers with well-spread bits, the
// upper half of a product mixed into the lower. Both ends, and both halves of an address, are multiplied side by side.
// A product's upper bits alone depend on a factor's upper bits, so that sums of two products, each chosen to undo the
// other, would be few: each is mixed before it is added. What multiplies ports and MACs is not known outside.
const M1: u64 = 0xbf58476d1ce4e5b9;
const M2: u64 = 0x94d049bb133111eb;

/** Odd: no two ports have the same multiple of it. */
let key: u64 = 0x9e3779b97f4a7c15;

/** Must be set before the first flow is opened: hashes are kept in the flows. */
export function setHashKey(value: u64): void {
  key = value | 1;
}

function end(high: u64, low: u64, port: u64): u64 {
  let x = (low ^ key) * M1;
  let y = (high + key * (port + 1)) * M2;
  x ^= x >> 32;
  y ^= y >> 29;
  x = (x + y) * M1;
  return x ^ (x >> 32);
}

function fold(x: u64): u32 {
  const product = (x ^ key) * M2;
  return <u32>(product ^ (product >> 32));
}

/** Addresses, ports, `kind` and `ether` of a frame; the sum of both ends makes it symmetric. */
export function hashOf(frame: Frame, kind: u32, ether: u64): u32 {
  const ends =
    end(frame.sourceHigh, frame.sourceLow, frame.sourcePort) +
    end(frame.destinationHigh, frame.destinationLow, frame.destinationPort);
  return fold(ends ^ ((<u64>kind) << 32) ^ (ether * key));
}

/** For tables whose key is one 128-bit identifier. */
export function hashOfIdentifier(high: u64, low: u64, kind: u32): u32 {
  return fold(end(high, low, 0) ^ kind);
}

/** Octets of any length, and others before them, of which `before` is the hash. */
export function hashOfOctets(at: usize, size: u32, before: u32 = 0): u32 {
  let x: u64 = ((<u64>before) << 32) | size;
  const words = at + (size & ~7);
  for (; at < words; at += 8) x = mix(x, load<u64>(at));
  const rest = size & 7;
  // Where eight octets end with them they are loaded at once; twice shifted, for there may be none.
  const last = size >= 8 ? (load<u64>(at + rest - 8) >> 8) >> ((7 - rest) << 3) : fewOctets(at, rest);
  return fold(mix(x, last));
}

/** `size` octets, less than 8, the first in bits 7-0. */
function fewOctets(at: usize, size: u32): u64 {
  let word: u64 = 0;
  for (let k: u32 = 0; k < size; k++) word |= (<u64>load<u8>(at + k)) << (k << 3);
  return word;
}

function mix(x: u64, word: u64): u64 {
  x = (x ^ word ^ key) * M1;
  return (x ^ (x >> 32)) * M2;
}
