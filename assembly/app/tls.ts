// A TLS stream from its first octet, up to the end of the ClientHello.
//
//  record (RFC 8446 5.1)      0              1                3         5
//                            | ContentType  | legacy_version | length  | fragment ...
//  handshake (RFC 8446 4)     0              1          4
//                            | HandshakeType | length   | body ...          over as many records as the client likes

import { be16, be32 } from "../wire/octets";
import { clientHello, noHello } from "./client-hello";
import { NAME_MORE } from "./result";

const CONTENT_TYPE_HANDSHAKE: u32 = 22;
const VERSION: u32 = 1;
const VERSION_MAJOR: u32 = 3; // of every version up to 1.3
const LENGTH: u32 = 3;
const RECORD_HEADER_SIZE: u32 = 5;
/** 2^14 and what TLS 1.2 lets protection add (RFC 5246 section 6.2.3). */
const RECORD_LENGTH_MAX: u32 = 18432;

const HANDSHAKE_TYPE_CLIENT_HELLO: u32 = 1;
const HANDSHAKE_HEADER_SIZE: u32 = 4;
const HANDSHAKE_LENGTH_MASK: u32 = 0xffffff;

/**
 * Longest ClientHello that is read, with its header: 2^14 octets are what the longest record holds, and several times
 * what browsers send with post-quantum keys. 128 KiB would be legal, and nobody sends them.
 */
export const HELLO_MAX: u32 = 16384 + HANDSHAKE_HEADER_SIZE;

/** A hello that lies in several records, without their headers. */
export const hello: usize = memory.data(HELLO_MAX, 8);

/** Whether the octets there may begin a TLS stream with a ClientHello. */
export function isTls(at: usize, end: usize): bool {
  if (at == end || !isRecord(at, end)) return false;
  return end - at <= RECORD_HEADER_SIZE || load<u8>(at, RECORD_HEADER_SIZE) == HANDSHAKE_TYPE_CLIENT_HELLO;
}

/** A stream of records. */
export function records(at: usize, end: usize): u32 {
  if (at == end) return NAME_MORE;
  if (!isRecord(at, end)) return noHello();
  if (end - at <= RECORD_HEADER_SIZE) return NAME_MORE;
  const fragment = at + RECORD_HEADER_SIZE;
  const next = fragment + be16(at + LENGTH);
  const name = handshake(fragment, min(next, end));
  return name == NAME_MORE && next < end ? joined(at, end) : name;
}

/** A stream of handshake messages without records. */
export function handshake(at: usize, end: usize): u32 {
  if (at == end) return NAME_MORE;
  if (load<u8>(at) != HANDSHAKE_TYPE_CLIENT_HELLO) return noHello();
  if (end - at < HANDSHAKE_HEADER_SIZE) return NAME_MORE;
  const length = be32(at) & HANDSHAKE_LENGTH_MASK;
  if (length > HELLO_MAX - HANDSHAKE_HEADER_SIZE) return noHello();
  const body = at + HANDSHAKE_HEADER_SIZE;
  return end - body < length ? NAME_MORE : clientHello(body, body + length, VERSION_MAJOR, false);
}

/** Octets of a handshake message that is there, with its header. */
export function handshakeSize(at: usize): u32 {
  return HANDSHAKE_HEADER_SIZE + (be32(at) & HANDSHAKE_LENGTH_MASK);
}

/** Copies fragments together until the hello is whole. */
function joined(at: usize, end: usize): u32 {
  let size: u32 = 0;
  while (at < end) {
    if (!isRecord(at, end)) return noHello();
    if (end - at <= RECORD_HEADER_SIZE) return NAME_MORE;
    const fragment = at + RECORD_HEADER_SIZE;
    at = fragment + be16(at + LENGTH);
    // A hello is whole or refused before `hello` is full.
    const copied = min(<u32>(min(at, end) - fragment), HELLO_MAX - size);
    memory.copy(hello + size, fragment, copied);
    size += copied;
    const name = handshake(hello, hello + size);
    if (name != NAME_MORE) return name;
  }
  return NAME_MORE;
}

/** Whether the octets there, at least one, may begin a record of handshake messages. */
function isRecord(at: usize, end: usize): bool {
  if (load<u8>(at) != CONTENT_TYPE_HANDSHAKE) return false;
  if (end - at > VERSION && load<u8>(at, VERSION) != VERSION_MAJOR) return false;
  return end - at < RECORD_HEADER_SIZE || be16(at + LENGTH) - 1 < RECORD_LENGTH_MAX;
}
