// Traffic between two watched networks passes both their interfaces: it comes in at the one and goes out at the other.
// It is counted where it comes in, so going out it is left out.

import type { Address, Prefix } from "../address.ts";
import type { BpfProgram } from "./bpf.ts";

/** What an interface hears of other watched networks. */
export interface Elsewhere {
  /** Where devices of the other networks have their addresses. */
  readonly prefixes: readonly Prefix[];
  /** This machine's own addresses there: what it sends itself comes in nowhere. */
  readonly own: readonly Address[];
}

const WORD_BITS = 32;
const IPV4_SOURCE = 12;
const IPV6_SOURCE = 8;
const IPV4_BITS = 32;
const IPV6_BITS = 128;

/**
 * Drops IP packets of one version from elsewhere, and goes on with the instruction that follows. `ip` is where their
 * header begins; all of it is captured.
 */
export function dropElsewhere(
  program: BpfProgram,
  { prefixes, own }: Elsewhere,
  ip: number,
  isIpv6: boolean,
): void {
  const keep = `from IPv${isIpv6 ? 6 : 4} of this network`;
  const at = ip + (isIpv6 ? IPV6_SOURCE : IPV4_SOURCE);
  const bits = isIpv6 ? IPV6_BITS : IPV4_BITS;
  for (const [k, address] of own.filter(({ ipv6 }) => ipv6 === isIpv6).entries())
    ifInside(program, { address, length: bits }, at, `${keep}, own ${k}`, () => program.goTo(keep));
  for (const [k, prefix] of prefixes.filter(({ address }) => address.ipv6 === isIpv6).entries())
    ifInside(program, prefix, at, `${keep}, prefix ${k}`, () => program.take(0));
  program.label(keep);
}

/** Runs what `then` appends where the address at `at` is inside the prefix; `next` is a name that nobody has. */
function ifInside(
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
