// IP octets of flows whose remote end has a country, as conntrack counts them: what share of its sum the tap saw.

import { COUNTRY_NULL, COVERAGE_IP_BYTES_DOWN, COVERAGE_IP_BYTES_UP, COVERAGE_SIZE, IS_IPV6 } from "../abi";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { mergedLength } from "../segments";
import { be16 } from "../wire/octets";

const IPV4_TOTAL_LENGTH: u32 = 2;
const IPV6_PAYLOAD_LENGTH: u32 = 4;
const IPV6_SIZE: u32 = 40;

export const coverage: usize = memory.data(COVERAGE_SIZE, 8);

export function cover(flow: Flow, frame: Frame): void {
  if (<u8>flow.answer == <u8>COUNTRY_NULL) return;
  const sum = coverage + (frame.isUp ? COVERAGE_IP_BYTES_UP : COVERAGE_IP_BYTES_DOWN);
  store<u64>(sum, load<u64>(sum) + ipLengthOf(frame));
}

/** Adds `ipLength` octets up of packets that are gone. */
export function coverUp(flow: Flow, ipLength: u32): void {
  if (<u8>flow.answer == <u8>COUNTRY_NULL) return;
  store<u64>(coverage, load<u64>(coverage, COVERAGE_IP_BYTES_UP) + ipLength, COVERAGE_IP_BYTES_UP);
}

/** Both length fields stand before the addresses, which were captured. */
export function ipLengthOf(frame: Frame): u32 {
  const ip: usize = frame.octets + frame.ip;
  if (frame.present & IS_IPV6) {
    const payloadLength = be16(ip + IPV6_PAYLOAD_LENGTH);
    if (payloadLength != 0) return IPV6_SIZE + payloadLength;
  } else {
    const totalLength = be16(ip + IPV4_TOTAL_LENGTH);
    if (totalLength != 0) return totalLength;
  }
  // Offload writes 0, and so does a jumbogram (RFC 2675): the frame's end is the packet's.
  return mergedLength(frame) - frame.ip;
}
