import type { Prefix } from "../address.ts";
import { addressOf, type Family } from "../geo/family.ts";

const WORD_BITS = 32;
const WORD_MAX = 0xffff_ffffn;

/** Prefixes that together hold a run of addresses and nothing else, as few as there are, ascending; keys inclusive. */
export function cidrCover(family: Family, first: bigint, last: bigint): Prefix[] {
  const prefixes: Prefix[] = [];
  for (let start = first; start <= last; ) {
    // As wide as its start allows, and as what is left.
    const aligned = start === 0n ? family.bits : bitLength(start & -start) - 1;
    const hostBits = Math.min(aligned, bitLength(last - start + 1n) - 1);
    prefixes.push({ address: addressOf(family, start), length: family.bits - hostBits });
    start += 1n << BigInt(hostBits);
  }
  return prefixes;
}

/** Of a number above 0: bits without leading zeros. */
function bitLength(value: bigint): number {
  let bits = 0;
  let rest = value;
  for (; rest > WORD_MAX; rest >>= BigInt(WORD_BITS)) bits += WORD_BITS;
  return bits + WORD_BITS - Math.clz32(Number(rest));
}
