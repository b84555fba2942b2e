import { LINKTYPE_ETHERNET, LINKTYPE_RAW } from "../../assembly/abi.ts";

/** How frames begin on a link of the kernel's type (ARPHRD_*, linux/if_arp.h), as AF_PACKET hands them over. */
const LINK_TYPES = new Map<number, number>([
  [1, LINKTYPE_ETHERNET], // ARPHRD_ETHER
  [772, LINKTYPE_ETHERNET], // ARPHRD_LOOPBACK, whose MACs are zeros
  [512, LINKTYPE_RAW], // ARPHRD_PPP
  [519, LINKTYPE_RAW], // ARPHRD_RAWIP
  [768, LINKTYPE_RAW], // ARPHRD_TUNNEL
  [769, LINKTYPE_RAW], // ARPHRD_TUNNEL6
  [776, LINKTYPE_RAW], // ARPHRD_SIT
  [778, LINKTYPE_RAW], // ARPHRD_IPGRE
  [0xfffe, LINKTYPE_RAW], // ARPHRD_NONE: tun, WireGuard
]);

/** LINKTYPE_*; undefined where frames of such links are not read. */
export function linkTypeOf(hardwareType: number): number | undefined {
  return LINK_TYPES.get(hardwareType);
}
