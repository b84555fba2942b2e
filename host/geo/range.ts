import type { Address } from "../address.ts";
import { addressOf, type Family, familyOf, IPV4, IPV6, keyOf, keysOf } from "./family.ts";
import type { ImageView } from "./image.ts";
import { SegmentWalk } from "./segment-walk.ts";
import { embeddedIpv4 } from "./special.ts";

/** A run of addresses, both ends inclusive. */
export interface AddressRange {
  readonly first: Address;
  readonly last: Address;
}

/**
 * The widest run around an address over which the table gives the same answer. In a block that embeds IPv4
 * addresses it is the run of the embedded one, written in the block's form and clipped to the block.
 */
export function rangeAround(view: ImageView, address: Address): AddressRange {
  const embedded = embeddedIpv4(address);
  if (!embedded) return keyRange(view, familyOf(address), keyOf(address));
  const { first, last } = keyRange(view, IPV4, embedded.key);
  const { prefix, offset } = embedded.embedding;
  const below = BigInt(IPV6.bits - IPV4.bits - offset);
  const block = keysOf(prefix).first;
  return {
    first: addressOf(IPV6, block | (keyOf(first) << below)),
    last: addressOf(IPV6, block | (keyOf(last) << below) | ((1n << below) - 1n)),
  };
}

function keyRange(view: ImageView, family: Family, key: bigint): AddressRange {
  const walk = new SegmentWalk(view, family);
  const here = walk.at(key);
  let { first, last } = here;
  while (first > 0n) {
    const before = walk.at(first - 1n);
    if (before.answer !== here.answer) break;
    first = before.first;
  }
  while (last < family.lastKey) {
    const after = walk.at(last + 1n);
    if (after.answer !== here.answer) break;
    last = after.last;
  }
  return { first: addressOf(family, first), last: addressOf(family, last) };
}
