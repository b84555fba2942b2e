// Which frames that come in are on their way to a device. Between a router and its devices none is; a port that mirrors
// a LAN, or a bridge that hears what passes through it, has both directions coming in.

import type { Prefix } from "../address.ts";
import type { BpfProgram } from "./bpf.ts";
import { addressPlace, ifInside } from "./inside.ts";

/** 224.0.0.0/4 and 240.0.0.0/4 lie above: groups, the limited broadcast, and what is nobody's. */
const IPV4_UNICAST_MAX = 0xdfff_ffff;
const IPV6_GROUP = 0xff;

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
  const from = addressPlace("source", ip, isIpv6);
  const to = addressPlace("destination", ip, isIpv6);
  const version = `coming in, IPv${isIpv6 ? 6 : 4}`;
  const [group, unicast] = [`${version}, to a group`, `${version}, to one`];
  const own = home.filter(({ address }) => address.ipv6 === isIpv6);
  const ifHome = (at: number, end: string, target: string) => {
    for (const [k, prefix] of own.entries())
      ifInside(program, prefix, at, `${version}, ${end} ${k}`, () => program.goTo(target));
  };
  ifHome(from, "source", otherwise);
  // A prefix may be wide enough to cover groups.
  if (isIpv6) program.loadByte(to).ifEqual(IPV6_GROUP, group, unicast);
  else program.loadWord(to).ifGreater(IPV4_UNICAST_MAX, group, unicast);
  program.label(group).goTo(otherwise).label(unicast);
  ifHome(to, "destination", then);
  return program.goTo(otherwise);
}
