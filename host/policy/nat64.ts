// IPv4 as networks without it reach it: the address stands in the last 32 bits of 64:ff9b::/96 (RFC 6052 section 2.1).

import { type Address, contains, IPV4_BITS, IPV6_BITS, NAT64, type Prefix } from "../address.ts";

const LOW_32 = 0xffff_ffffn;

/** Wherever a prefix stands: its own place, and that of IPv4 through NAT64. */
export function placesOf(prefix: Prefix): Prefix[] {
  const { address, length } = prefix;
  if (address.ipv6) return [prefix];
  const low = NAT64.address.low | (address.low & LOW_32);
  const through = { ipv6: true, high: NAT64.address.high, low };
  return [prefix, { address: through, length: length + IPV6_BITS - IPV4_BITS }];
}

/** Bits in which a prefix, in its own place or through NAT64, fits an address; undefined where it does not. */
export function fit(prefix: Prefix, address: Address): number | undefined {
  return placesOf(prefix).find((place) => contains(place, address))?.length;
}
