// LINKTYPE_NFLOG: what netfilter's log target hands to user space.
//
//   0         1          2               4
//  | family  | version  | resource id   | TLVs, each padded to 4 octets ...
//
//   TLV  0         2       4
//       | length  | type  | value (length - 4)          length and type in the capturing host's byte order

import { OUTCOME_MALFORMED, OUTCOME_NOT_IP, OUTCOME_TOO_DEEP, OUTCOME_TRUNCATED } from "../abi";
import { Frame } from "../frame";
import { ipv4 } from "./ipv4";
import { ipv6 } from "./ipv6";
import { be16 } from "./octets";

const HEADER_SIZE: u32 = 4;
const TLV_HEADER_SIZE: u32 = 4;
const TLV_PAYLOAD: u32 = 9; // NFULA_PAYLOAD
/** The kernel defines 21 attributes (nfnetlink_log.h). */
const TLVS_MAX: u32 = 64;
const AF_INET: u32 = 2;
const AF_INET6: u32 = 10;

export function nflog(frame: Frame, at: usize, end: usize, bigEndian: bool): u32 {
  if (at + HEADER_SIZE > end) return OUTCOME_TRUNCATED;
  const family = load<u8>(at);
  at += HEADER_SIZE;
  for (let tlvs: u32 = 0; tlvs < TLVS_MAX; tlvs++) {
    // A cut between two attributes leaves no other trace than the record's own lengths.
    if (at == end) return frame.captured < frame.length ? OUTCOME_TRUNCATED : OUTCOME_NOT_IP;
    if (at + TLV_HEADER_SIZE > end) return OUTCOME_TRUNCATED;
    const length = bigEndian ? be16(at) : <u32>load<u16>(at);
    const type = bigEndian ? be16(at + 2) : <u32>load<u16>(at, 2);
    if (length < TLV_HEADER_SIZE) return OUTCOME_MALFORMED;
    if (type == TLV_PAYLOAD) {
      const valueEnd = min(end, at + length);
      if (family == AF_INET) return ipv4(frame, at + TLV_HEADER_SIZE, valueEnd);
      if (family == AF_INET6) return ipv6(frame, at + TLV_HEADER_SIZE, valueEnd);
      return OUTCOME_NOT_IP;
    }
    const padded = (length + 3) & ~3;
    // The last value's padding may be left out.
    if (at + length > end) return OUTCOME_TRUNCATED;
    at = min(end, at + padded);
  }
  return OUTCOME_TOO_DEEP;
}
