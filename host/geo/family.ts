import { type Address, IPV4_BITS, IPV6_BITS, type Prefix } from "../address.ts";

/** One address family's space, in which a key is the address as an unsigned integer of `bits` bits. */
export interface Family {
  readonly name: "IPv4" | "IPv6";
  readonly bits: number;
  readonly lastKey: bigint;
}

export const IPV4: Family = { name: "IPv4", bits: IPV4_BITS, lastKey: (1n << 32n) - 1n };
export const IPV6: Family = { name: "IPv6", bits: IPV6_BITS, lastKey: (1n << 128n) - 1n };

const LOW_32 = 0xffff_ffffn;
const LOW_64 = 0xffff_ffff_ffff_ffffn;
const V4_MAPPED = 0xffff_0000_0000n;

export function familyOf(address: Address): Family {
  return address.ipv6 ? IPV6 : IPV4;
}

export function keyOf(address: Address): bigint {
  return address.ipv6 ? (address.high << 64n) | address.low : address.low & LOW_32;
}

export function addressOf(family: Family, key: bigint): Address {
  if (family === IPV4) return { ipv6: false, high: 0n, low: V4_MAPPED | key };
  return { ipv6: true, high: key >> 64n, low: key & LOW_64 };
}

/** First and last key of a prefix. */
export function keysOf({ address, length }: Prefix): { first: bigint; last: bigint } {
  const first = keyOf(address);
  return { first, last: first + (1n << BigInt(familyOf(address).bits - length)) - 1n };
}
