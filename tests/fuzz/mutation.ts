// Damage of the kinds that files and frames suffer: flipped bits, lying fields, splices, cuts.

import type { Random } from "../host/helper/random.ts";

/** Values at which a length or a count changes its meaning. */
const LIES = [
  0, 1, 2, 3, 4, 7, 8, 11, 12, 19, 20, 27, 28, 0x7f, 0x80, 0xff, 0x100, 0x5ff, 0x600, 0x7fff, 0xffff,
];
const LONG_LIES = [
  ...LIES,
  0x40000,
  0x40001,
  0xfffff,
  0x100000,
  0x7fffffff,
  0x80000000,
  0xfffffffc,
  0xffffffff,
];
const CHANGES_MAX = 8;

type Change = (octets: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

const CHANGES: readonly Change[] = [
  function flip(octets, random) {
    octets[random.below(octets.length)] ^= 1 << random.below(8);
    return octets;
  },
  function set(octets, random) {
    octets[random.below(octets.length)] = random.below(256);
    return octets;
  },
  function lie16(octets, random) {
    const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
    if (octets.length >= 2)
      view.setUint16(random.below(octets.length - 1), random.pick(LIES), random.below(2) === 0);
    return octets;
  },
  function lie32(octets, random) {
    const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
    if (octets.length >= 4)
      view.setUint32(random.below(octets.length - 3), random.pick(LONG_LIES), random.below(2) === 0);
    return octets;
  },
  function cut(octets, random) {
    return octets.slice(0, random.below(octets.length + 1));
  },
  function remove(octets, random) {
    const from = random.below(octets.length);
    const to = from + random.below(Math.min(64, octets.length - from) + 1);
    return concatenated(octets.subarray(0, from), octets.subarray(to));
  },
  function repeat(octets, random) {
    const from = random.below(octets.length);
    const to = from + random.below(Math.min(64, octets.length - from) + 1);
    return concatenated(octets.subarray(0, to), octets.subarray(from));
  },
  function splice(octets, random, other) {
    const from = random.below(other.length + 1);
    return concatenated(octets.subarray(0, random.below(octets.length + 1)), other.subarray(from));
  },
];

/** A damaged copy; `other` is what may be spliced in. */
export function mutated(octets: Uint8Array, random: Random, other: Uint8Array): Uint8Array {
  let result: Uint8Array = octets.slice();
  const changes = 1 + random.below(CHANGES_MAX);
  for (let k = 0; k < changes && result.length > 0; k++) result = random.pick(CHANGES)(result, random, other);
  return result;
}

function concatenated(left: Uint8Array, right: Uint8Array): Uint8Array {
  const result = new Uint8Array(left.length + right.length);
  result.set(left);
  result.set(right, left.length);
  return result;
}
