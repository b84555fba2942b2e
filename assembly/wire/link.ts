// Link type -> its header. What is not listed here is refused, never guessed at.

import {
  LINKTYPE_C_HDLC,
  LINKTYPE_DLT_RAW,
  LINKTYPE_DLT_RAW_OPENBSD,
  LINKTYPE_ETHERNET,
  LINKTYPE_IPV4,
  LINKTYPE_IPV6,
  LINKTYPE_LINUX_SLL,
  LINKTYPE_LINUX_SLL2,
  LINKTYPE_LOOP,
  LINKTYPE_NFLOG,
  LINKTYPE_NULL,
  LINKTYPE_PPP,
  LINKTYPE_PPP_HDLC,
  LINKTYPE_RAW,
  OUTCOME_MALFORMED,
  OUTCOME_TRUNCATED,
  OUTCOME_UNSUPPORTED_LINK_TYPE,
} from "../abi";
import { Frame, frameAt } from "../frame";
import { ethernet } from "./ethernet";
import { ciscoHdlc, hdlc } from "./hdlc";
import { ipv4 } from "./ipv4";
import { ipv6 } from "./ipv6";
import { loop, nullLink } from "./loopback";
import { nflog } from "./nflog";
import { ppp } from "./ppp";
import { sll, sll2 } from "./sll";

/** Reads all headers of the captured octets [at, end) into `frame`; returns the outcome. */
export function link(frame: Frame, linkType: u32, at: usize, end: usize, bigEndian: bool): u32 {
  switch (linkType) {
    case LINKTYPE_ETHERNET:
      return ethernet(frame, at, end);
    case LINKTYPE_DLT_RAW:
    case LINKTYPE_DLT_RAW_OPENBSD:
    case LINKTYPE_RAW:
      return raw(frame, at, end);
    case LINKTYPE_IPV4:
      return ipv4(frame, at, end);
    case LINKTYPE_IPV6:
      return ipv6(frame, at, end);
    case LINKTYPE_NULL:
      return nullLink(frame, at, end);
    case LINKTYPE_LOOP:
      return loop(frame, at, end);
    case LINKTYPE_PPP:
      return ppp(frame, at, end);
    case LINKTYPE_PPP_HDLC:
      return hdlc(frame, at, end);
    case LINKTYPE_C_HDLC:
      return ciscoHdlc(frame, at, end);
    case LINKTYPE_LINUX_SLL:
      return sll(frame, at, end);
    case LINKTYPE_LINUX_SLL2:
      return sll2(frame, at, end);
    case LINKTYPE_NFLOG:
      return nflog(frame, at, end, bigEndian);
    default:
      return OUTCOME_UNSUPPORTED_LINK_TYPE;
  }
}

/** Whether frames of this link type are read: asked of an empty frame, of which no reader reads an octet. */
export function isSupported(linkType: u32): bool {
  return link(frameAt(0), linkType, 0, 0, false) != OUTCOME_UNSUPPORTED_LINK_TYPE;
}

/** IP without a link layer; the version field tells which. */
function raw(frame: Frame, at: usize, end: usize): u32 {
  if (at >= end) return OUTCOME_TRUNCATED;
  const version = load<u8>(at) >> 4;
  if (version == 4) return ipv4(frame, at, end);
  if (version == 6) return ipv6(frame, at, end);
  return OUTCOME_MALFORMED;
}
