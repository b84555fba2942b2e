// Traffic between two watched networks passes both their interfaces: it comes in at the one and goes out at the other.
// It is counted where it comes in, so going out it is left out.

import { type Address, hostPrefix, type Prefix } from "../address.ts";
import { ifInside, keepAddress } from "./address-words.ts";
import type { BpfProgram } from "./bpf.ts";

/** What an interface hears of other watched networks. */
export interface Elsewhere {
  /** Where devices of the other networks have their addresses. */
  readonly prefixes: readonly Prefix[];
  /** This machine's own addresses there: what it sends itself comes in nowhere. */
  readonly own: readonly Address[];
}

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
  const others = prefixes.filter(({ address }) => address.ipv6 === isIpv6);
  if (others.length === 0) return;
  keepAddress(program, "source", ip, isIpv6);
  const ours = own.filter(({ ipv6 }) => ipv6 === isIpv6).map(hostPrefix);
  ifInside(program, ours, "source", `${keep}, own`, () => program.goTo(keep));
  ifInside(program, others, "source", `${keep}, prefix`, () => program.take(0));
  program.label(keep);
}
