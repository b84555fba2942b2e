// Which frames that come in are on their way to a device. Between a router and its devices none is; a port that mirrors
// a LAN, or a bridge that hears what passes through it, has both directions coming in.

import type { Prefix } from "../address.ts";
import { ifInside, keepAddress, loadFirstWord, words } from "./address-words.ts";
import type { BpfProgram } from "./bpf.ts";

/** By the first word of an address: 224.0.0.0/4 are groups, 240.0.0.0/4 nobody's, ff00::/8 groups. */
const IPV4_UNICAST_MAX = 0xdfff_ffff;
const IPV6_UNICAST_MAX = 0xfeff_ffff;

/**
 * Goes to `then` with an IP packet from outside a home to a device in it, and to `otherwise` with any other. `ip` is where
 * the header begins; all of it is captured.
 */
export function chooseToDevice(
  program: BpfProgram,
  home: readonly Prefix[],
  ip: number,
  isIpv6: boolean,
  then: string,
  otherwise: string,
): BpfProgram {
  const version = `coming in, IPv${isIpv6 ? 6 : 4}`;
  const [group, unicast] = [`${version}, to a group`, `${version}, to one`];
  const unicastMax = isIpv6 ? IPV6_UNICAST_MAX : IPV4_UNICAST_MAX;
  const own = home.filter(({ address }) => address.ipv6 === isIpv6 && words(address)[0] <= unicastMax);
  keepAddress(program, "source", ip, isIpv6);
  ifInside(program, own, "source", `${version}, source`, () => program.goTo(otherwise));
  keepAddress(program, "destination", ip, isIpv6);
  // A prefix may be wide enough to cover groups.
  loadFirstWord(program, "destination").ifGreater(unicastMax, group, unicast);
  program.label(group).goTo(otherwise).label(unicast);
  ifInside(program, own, "destination", `${version}, destination`, () => program.goTo(then));
  return program.goTo(otherwise);
}
