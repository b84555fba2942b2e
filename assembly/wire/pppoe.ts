// PPPoE session stage (RFC 2516 section 4).
//
//   0            1       2              4            6
//  | ver | type | code  | session id   | length     | PPP ...

import { OUTCOME_NOT_IP, OUTCOME_TRUNCATED } from "../abi";
import { Frame } from "../frame";
import { ppp } from "./ppp";

const CODE: u32 = 1;
const CODE_SESSION_DATA: u32 = 0;
const HEADER_SIZE: u32 = 6;

export function pppoe(frame: Frame, at: usize, end: usize): u32 {
  if (at + HEADER_SIZE > end) return OUTCOME_TRUNCATED;
  if (load<u8>(at, CODE) != CODE_SESSION_DATA) return OUTCOME_NOT_IP;
  return ppp(frame, at + HEADER_SIZE, end);
}
