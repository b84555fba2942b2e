// Whether a NetBIOS name service message may say its sender's name, as host/devices/nbns.ts reads it.
//
//   0 NAME_TRN_ID    2 flags: R, OPCODE, NM_FLAGS, RCODE    4 QDCOUNT, ANCOUNT, NSCOUNT, ARCOUNT, all u16
//                                                                                    (RFC 1002 section 4.2.1.1)

import { hashOfOctets } from "../hash";
import { be16 } from "../wire/octets";
import { NO_WORDS, wordsOf } from "./words";

const FLAGS: usize = 2;
const QDCOUNT: usize = 4;
const ANCOUNT: usize = 6;
const ARCOUNT: usize = 10;
const HEADER_SIZE: usize = 12;
const RESPONSE: u32 = 0x8000;
const OPCODE_SHIFT: u32 = 11;
const OPCODE_MASK: u32 = 0xf;
const RCODE_MASK: u32 = 0xf;
const OPCODE_QUERY: u32 = 0;
/** Registration, refresh (8, and 9 of those who read section 4.2.1.1 so), and the registration of several addresses. */
const OPCODES_REGISTRATION: u32 = (1 << 5) | (1 << 8) | (1 << 9) | (1 << 15);

/** All but the id of a name that is registered, or of a query's answer; NO_WORDS of what only asks or refuses. */
export function nbnsWords(at: usize, end: usize): u64 {
  if (end - at < HEADER_SIZE || !isTelling(at)) return NO_WORDS;
  return wordsOf(hashOfOctets(at + FLAGS, <u32>(end - at - FLAGS)), 0);
}

function isTelling(at: usize): bool {
  const flags = be16(at + FLAGS);
  const opcode = (flags >> OPCODE_SHIFT) & OPCODE_MASK;
  if (flags & RESPONSE) return opcode == OPCODE_QUERY && (flags & RCODE_MASK) == 0 && holds(at, 0, 1, 0);
  return ((OPCODES_REGISTRATION >> opcode) & 1) != 0 && holds(at, 1, 0, 1);
}

function holds(at: usize, questions: u32, answers: u32, additional: u32): bool {
  return be16(at + QDCOUNT) == questions && be16(at + ANCOUNT) == answers && be16(at + ARCOUNT) == additional;
}
