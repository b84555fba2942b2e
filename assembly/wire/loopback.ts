// LINKTYPE_NULL and LINKTYPE_LOOP: four octets of address family, then the packet.
// NULL has the capturing host's byte order, LOOP network order; a family is a small number, so NULL is read
// in the order that makes it small.

import { OUTCOME_NOT_IP, OUTCOME_TRUNCATED } from "../abi";
import { Frame } from "../frame";
import { ipv4 } from "./ipv4";
import { ipv6 } from "./ipv6";
import { be32 } from "./octets";

const FAMILY_SIZE: u32 = 4;
const AF_INET: u32 = 2;
const AF_INET6_LINUX: u32 = 10;
const AF_INET6_BSD: u32 = 24; // NetBSD, OpenBSD
const AF_INET6_FREEBSD: u32 = 28;
const AF_INET6_DARWIN: u32 = 30;

export function loop(frame: Frame, at: usize, end: usize): u32 {
  if (at + FAMILY_SIZE > end) return OUTCOME_TRUNCATED;
  return family(frame, be32(at), at + FAMILY_SIZE, end);
}

export function nullLink(frame: Frame, at: usize, end: usize): u32 {
  if (at + FAMILY_SIZE > end) return OUTCOME_TRUNCATED;
  const little = load<u32>(at);
  return family(frame, little > 0xffff ? bswap<u32>(little) : little, at + FAMILY_SIZE, end);
}

function family(frame: Frame, value: u32, at: usize, end: usize): u32 {
  switch (value) {
    case AF_INET:
      return ipv4(frame, at, end);
    case AF_INET6_LINUX:
    case AF_INET6_BSD:
    case AF_INET6_FREEBSD:
    case AF_INET6_DARWIN:
      return ipv6(frame, at, end);
    default:
      return OUTCOME_NOT_IP;
  }
}
