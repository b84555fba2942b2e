// IP Authentication Header (RFC 4302 section 2): integrity only, what it protects stays readable behind it.
//
//   0             1              2          4      8                  12
//  | next header | payload len  | reserved | SPI  | sequence number  | ICV ...

import { EXTENSIONS_MAX, HAS_PROTOCOL, OUTCOME_TOO_DEEP } from "../abi";
import { Frame } from "../frame";
import { PROTOCOL_AH } from "./protocol";
import { cut, transport } from "./transport";

const PAYLOAD_LENGTH: u32 = 1;

/** Octets of the header at `at`; its second octet is captured. The field counts 32-bit words, less 2. */
export function authenticationSize(at: usize): u32 {
  return (<u32>load<u8>(at, PAYLOAD_LENGTH) + 2) << 2;
}

/** IPv4: passes over authentication headers to the transport. */
export function afterAuthentication(frame: Frame, at: usize, end: usize, limit: usize): u32 {
  const stop = min(end, limit);
  for (let headers: u32 = 0; headers < EXTENSIONS_MAX; headers++) {
    if (at >= stop) return cut(frame, at + 1, limit);
    const next = load<u8>(at);
    if (next != PROTOCOL_AH) {
      frame.protocol = next;
      frame.present |= HAS_PROTOCOL;
    }
    if (at + PAYLOAD_LENGTH >= stop) return cut(frame, at + PAYLOAD_LENGTH + 1, limit);
    at += authenticationSize(at);
    if (at > stop) return cut(frame, at, limit);
    if (next != PROTOCOL_AH) return transport(frame, next, at, end, limit);
  }
  return OUTCOME_TOO_DEEP;
}
