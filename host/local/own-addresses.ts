import { type Address, contains, formatAddress, isLoopbackAddress } from "../address.ts";
import { SPECIAL_PURPOSE } from "../geo/special.ts";
import type { NetworkState } from "./network-state.ts";

/** A router has a few on each of its links. */
export const OWN_ADDRESSES_MAX = 256;

/**
 * This machine's own addresses, whatever link they are of, without those of the loopback; always in the same order. Where
 * there are too many, those that can speak to the world stay.
 */
export function ownAddresses({ addresses }: NetworkState): readonly Address[] {
  const own = new Map(
    addresses
      .filter(({ address, tentative }) => !tentative && !isLoopbackAddress(address))
      .map(({ address }) => [formatAddress(address), address]),
  );
  const [open, special] = [false, true].map((wanted) =>
    [...own]
      .filter(([, address]) => isSpecial(address) === wanted)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
  return [...open, ...special].slice(0, OWN_ADDRESSES_MAX).map(([, address]) => address);
}

function isSpecial(address: Address): boolean {
  return SPECIAL_PURPOSE.some(({ prefix }) => contains(prefix, address));
}
