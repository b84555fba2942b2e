// ICMP errors that say "administratively prohibited" (RFC 1812 section 5.2.7.1, RFC 4443 section 3.1), and the packet
// that they quote.
//
//   0      1      2          4        8
//  | type | code | checksum | unused | IP header of the packet, and what follows it as far as there is room ...

import { HAS_FRAGMENT, HAS_TIME, IS_IPV6 } from "../abi";
import { clear, Frame } from "../frame";
import { ipv4 } from "./ipv4";
import { ipv6 } from "./ipv6";
import { PROTOCOL_ICMP, PROTOCOL_ICMPV6 } from "./protocol";

const CODE: u32 = 1;
const QUOTED: u32 = 8;

const ICMP_UNREACHABLE: u8 = 3;
const ICMP_PROHIBITED: u8 = 13;
const ICMPV6_UNREACHABLE: u8 = 1;
const ICMPV6_PROHIBITED: u8 = 1;

/** Whether a parsed frame is such an error; then `quoted` is what its packet says, as far as that goes. */
export function prohibited(frame: Frame, quoted: Frame): bool {
  const at: usize = frame.transport;
  const end: usize = frame.end;
  if (at == 0 || at + QUOTED >= end || frame.present & HAS_FRAGMENT) return false;
  const isIpv6 = (frame.present & IS_IPV6) != 0;
  if (<u32>frame.protocol != (isIpv6 ? PROTOCOL_ICMPV6 : PROTOCOL_ICMP)) return false;
  if (load<u8>(at) != (isIpv6 ? ICMPV6_UNREACHABLE : ICMP_UNREACHABLE)) return false;
  if (load<u8>(at, CODE) != (isIpv6 ? ICMPV6_PROHIBITED : ICMP_PROHIBITED)) return false;
  quoted.octets = <u32>(at + QUOTED);
  quoted.captured = <u32>(end - at) - QUOTED;
  quoted.length = quoted.captured;
  quoted.present = frame.present & HAS_TIME;
  clear(quoted);
  if (isIpv6) ipv6(quoted, at + QUOTED, end);
  else ipv4(quoted, at + QUOTED, end);
  return true;
}
