// QUIC Initials: how one is recognised, and the CRYPTO frames in a decrypted one.
//
//  long header (RFC 9000 17.2)   0                           1          5
//                               | 1 | 1 | type (2) | ...    | version  | DCID length | DCID | SCID length | SCID | ...
//  CRYPTO frame (19.6)           | type 0x06 | offset | length | data ...        numbers are variable-length (16)

import { be32 } from "../wire/octets";

const VERSION: u32 = 1;
const DCID_LENGTH: u32 = 5;
const DCID_LENGTH_MAX: u32 = 20;
/** Header with empty identifiers and token, a packet number, and the 16 octets that protection adds. */
const INITIAL_SIZE_MIN: u32 = 26;
const LONG_HEADER: u32 = 0x80;
const TYPE_MASK: u32 = 0x30;

const VERSION_1: u32 = 0x00000001;
const VERSION_2: u32 = 0x6b3343cf; // RFC 9369, which also moves the packet types
/** Drafts of version 1 whose Initials are like its own but for their keys. */
const VERSION_DRAFT_23: u32 = 0xff000017;
const VERSION_DRAFT_34: u32 = 0xff000022;
const VERSION_MVFST_1: u32 = 0xfaceb001;
const VERSION_MVFST_2: u32 = 0xfaceb002;
const VERSION_MVFST_EXPERIMENTAL: u32 = 0xfaceb00e;
const TYPE_INITIAL: u32 = 0x00;
const TYPE_INITIAL_2: u32 = 0x10;
const TYPE_0RTT: u32 = 0x10;
const TYPE_0RTT_2: u32 = 0x20;

/** Packets of 0-RTT before an Initial in one datagram: a client has no more than one to send there. */
const PACKETS_BEFORE_MAX: u32 = 3;

/** Whether a client's Initial of a version that is read stands in a datagram: first, or behind 0-RTT (section 12.2). */
export function holdsInitial(at: usize, end: usize): bool {
  for (let before: u32 = 0; before <= PACKETS_BEFORE_MAX; before++) {
    if (isInitial(at, end)) return true;
    at = behindZeroRtt(at, end);
    if (at == 0) break;
  }
  return false;
}

/** Whether an Initial of a version that is read begins here. */
function isInitial(at: usize, end: usize): bool {
  if (at + INITIAL_SIZE_MIN > end) return false;
  const first: u32 = load<u8>(at);
  if (!(first & LONG_HEADER) || <u32>load<u8>(at, DCID_LENGTH) > DCID_LENGTH_MAX) return false;
  const version = be32(at + VERSION);
  if (version == VERSION_2) return (first & TYPE_MASK) == TYPE_INITIAL_2;
  return isLike1(version) && (first & TYPE_MASK) == TYPE_INITIAL;
}

function isLike1(version: u32): bool {
  return (
    version == VERSION_1 ||
    (version >= VERSION_DRAFT_23 && version <= VERSION_DRAFT_34) ||
    version == VERSION_MVFST_1 ||
    version == VERSION_MVFST_2 ||
    version == VERSION_MVFST_EXPERIMENTAL
  );
}

/** Where the packet ends that begins here; 0 where it is none of 0-RTT, or lies. */
function behindZeroRtt(at: usize, end: usize): usize {
  if (at + INITIAL_SIZE_MIN > end) return 0;
  const first: u32 = load<u8>(at);
  const version = be32(at + VERSION);
  if (!(first & LONG_HEADER) || (version != VERSION_2 && !isLike1(version))) return 0;
  if ((first & TYPE_MASK) != (version == VERSION_2 ? TYPE_0RTT_2 : TYPE_0RTT)) return 0;
  next = at + DCID_LENGTH;
  stop = end;
  if (!connectionId() || !connectionId() || !variable() || value > stop - next) return 0;
  return next + <usize>value;
}

function connectionId(): bool {
  if (next >= stop) return false;
  const size: u32 = load<u8>(next);
  next += 1 + size;
  return size <= DCID_LENGTH_MAX && next <= stop;
}

const FRAME_PADDING: u32 = 0x00;
const FRAME_PING: u32 = 0x01;
const FRAME_ACK: u32 = 0x02;
const FRAME_ACK_ECN: u32 = 0x03;
const FRAME_CRYPTO: u32 = 0x06;
const ACK_FIELDS: u32 = 2; // besides its ranges: largest acknowledged, delay
const ECN_COUNTS: u32 = 3;

/** Where the last CRYPTO frame's data stands. */
export let cryptoOffset: u64 = 0;
export let cryptoAt: usize = 0;
export let cryptoEnd: usize = 0;

let next: usize = 0;
let stop: usize = 0;

/** Finds the next CRYPTO frame from `at` on; returns where to go on, 0 where there is none. */
export function nextCrypto(at: usize, end: usize): usize {
  next = at;
  stop = end;
  while (next < stop) {
    const type: u32 = load<u8>(next++);
    switch (type) {
      case FRAME_PADDING:
      case FRAME_PING:
        continue;
      case FRAME_CRYPTO:
        return crypto() ? next : 0;
      case FRAME_ACK:
      case FRAME_ACK_ECN:
        if (!skipAck(type == FRAME_ACK_ECN)) return 0;
        continue;
      default:
        return 0; // an Initial holds no others but CONNECTION_CLOSE (section 17.2.2)
    }
  }
  return 0;
}

function crypto(): bool {
  if (!variable()) return false;
  cryptoOffset = value;
  if (!variable() || value > stop - next) return false;
  cryptoAt = next;
  next += <usize>value;
  cryptoEnd = next;
  return true;
}

function skipAck(hasEcn: bool): bool {
  for (let k: u32 = 0; k < ACK_FIELDS; k++) if (!variable()) return false;
  if (!variable()) return false;
  // A gap and a length for each further range, behind the first range's length.
  let left = value * 2 + 1 + (hasEcn ? ECN_COUNTS : 0);
  for (; left > 0; left--) if (!variable()) return false;
  return true;
}

let value: u64 = 0;

/** Reads a variable-length integer (section 16) into `value`. */
function variable(): bool {
  if (next >= stop) return false;
  const first: u64 = load<u8>(next);
  const size: usize = 1 << (<usize>first >> 6);
  if (size > stop - next) return false;
  value = first & 0x3f;
  for (let k: usize = 1; k < size; k++) value = (value << 8) | load<u8>(next + k);
  next += size;
  return true;
}
