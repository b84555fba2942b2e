// The addresses of a packet, as a filter's program keeps and compares them.
//
// The kernel makes some 14 instructions of its own of one that reads a packet, and before 6.8 a socket's filters, with the
// one that takes another's place, have 20 KiB (net.core.optmem_max). So each address is read once, into four of the 16
// words that a program has; comparing a word takes two or three.

import type { Address, Prefix } from "../address.ts";
import type { BpfProgram } from "./bpf.ts";

const WORD_BITS = 32;
/** Where the addresses stand in a header, from its first octet (RFC 791 section 3.1, RFC 8200 section 3). */
const IPV4_PLACES = { source: 12, destination: 16 };
const IPV6_PLACES = { source: 8, destination: 24 };
/** The first of the words that keep an address: one of IPv4, four of IPv6. */
const KEPT = { source: 0, destination: 4 };
/** The first word that is free for other use. */
export const FREE_WORD = 8;

export type End = keyof typeof KEPT;

/** Keeps the address of one end of a packet whose header begins at `ip`; all of the header is captured. */
export function keepAddress(program: BpfProgram, end: End, ip: number, isIpv6: boolean): void {
  const at = ip + (isIpv6 ? IPV6_PLACES : IPV4_PLACES)[end];
  for (let k = 0; k < (isIpv6 ? 4 : 1); k++) program.loadWord(at + 4 * k).store(KEPT[end] + k);
}

/** Loads the first word of an address that was kept. */
export function loadFirstWord(program: BpfProgram, end: End): BpfProgram {
  return program.loadStored(KEPT[end]);
}

/**
 * Runs what `then` appends where the address that was kept is inside one of the prefixes, all of its version; `name` begins
 * the names of labels, and nobody else's does.
 */
export function ifInside(
  program: BpfProgram,
  prefixes: readonly Prefix[],
  end: End,
  name: string,
  then: () => void,
): void {
  for (const [number, { address, length }] of prefixes.entries()) {
    const next = `${name} ${number}`;
    for (const [k, word] of words(address).entries()) {
      const bits = Math.min(WORD_BITS, length - k * WORD_BITS);
      if (bits <= 0) break;
      program.loadStored(KEPT[end] + k);
      if (bits < WORD_BITS) program.and((0xffff_ffff << (WORD_BITS - bits)) >>> 0);
      program.ifEqual(word, undefined, next);
    }
    then();
    program.label(next);
  }
}

/** In network order; one of IPv4, four of IPv6. */
export function words({ ipv6, high, low }: Address): number[] {
  const word = (half: bigint, shift: bigint) => Number((half >> shift) & 0xffff_ffffn);
  return ipv6 ? [word(high, 32n), word(high, 0n), word(low, 32n), word(low, 0n)] : [word(low, 0n)];
}
