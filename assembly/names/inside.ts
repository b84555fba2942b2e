// Addresses that are used inside networks alone: RFC 1918, link-local (RFC 3927, RFC 4291 section 2.5.6), unique local
// (RFC 4193).

import { IS_IPV6 } from "../abi";
import { Frame } from "../frame";

/** Whether a frame's source is such an address. */
export function isFromInside(frame: Frame): bool {
  if (frame.present & IS_IPV6) {
    const first = <u32>(frame.sourceHigh >> 48);
    return (first & 0xffc0) == 0xfe80 || (first & 0xfe00) == 0xfc00;
  }
  const address = <u32>frame.sourceLow;
  const first = address >> 24;
  if (first == 10) return true;
  const pair = address >> 16;
  return (pair & 0xfff0) == 0xac10 || pair == 0xc0a8 || pair == 0xa9fe;
}
