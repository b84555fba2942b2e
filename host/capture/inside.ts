// Whether an address of a packet is inside a prefix, as a filter's program asks.

import type { Address, Prefix } from "../address.ts";
import type { BpfProgram } from "./bpf.ts";

const WORD_BITS = 32;
/** Where the addresses stand in a header, from its first octet (RFC 791 section 3.1, RFC 8200 section 3). */
const IPV4 = { source: 12, destination: 16 };
const IPV6 = { source: 8, destination: 24 };

export type End = keyof typeof IPV4;

/** Where an end's address stands of a packet whose header begins at `ip`. */
export function addressPlace(end: End, ip: number, isIpv6: boolean): number {
  return ip + (isIpv6 ? IPV6 : IPV4)[end];
}

/** Runs what `then` appends where the address at `at` is inside the prefix; `next` is a name that nobody has. */
export function ifInside(
  program: BpfProgram,
  { address, length }: Prefix,
  at: number,
  next: string,
  then: () => void,
): void {
  for (const [k, word] of words(address).entries()) {
    const bits = Math.min(WORD_BITS, length - k * WORD_BITS);
    if (bits <= 0) break;
    program.loadWord(at + 4 * k);
    if (bits < WORD_BITS) program.and((0xffff_ffff << (WORD_BITS - bits)) >>> 0);
    program.ifEqual(word, undefined, next);
  }
  then();
  program.label(next);
}

/** In network order; one of IPv4, four of IPv6. */
function words({ ipv6, high, low }: Address): number[] {
  const word = (half: bigint, shift: bigint) => Number((half >> shift) & 0xffff_ffffn);
  return ipv6 ? [word(high, 32n), word(high, 0n), word(low, 32n), word(low, 0n)] : [word(low, 0n)];
}
