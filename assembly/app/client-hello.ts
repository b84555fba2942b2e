// ClientHello of TLS 1.0 to 1.3 (RFC 8446 section 4.1.2) and of DTLS (RFC 6347 section 4.2.1), without its handshake
// header. Vectors <> start with their own length, in one octet or two.
//
//   0                2        34
//  | legacy_version | random | legacy_session_id <1> | cookie <1>, DTLS | cipher_suites <2> | compression <1> | ...
//  | extensions <2>: | type (2) | data <2> | ...                                  before TLS 1.3 they may be absent
//
//  server_name (RFC 6066 section 3)          | server_name_list <2>: | name_type (1) | name <2> | ...
//  encrypted_client_hello (RFC 9849)         | type (1): 0 outer, 1 inner | ...
//
// All lengths must fit each other to the last octet: a hello with one that lies is no hello.

import { be16 } from "../wire/octets";
import { found, NAME_FOUND, NAME_NONE } from "./result";

const RANDOM_END: u32 = 34;
const SESSION_ID_MAX: u32 = 32;

const EXTENSION_DATA: u32 = 4;
const EXTENSION_SERVER_NAME: u32 = 0;
const EXTENSION_ECH: u32 = 0xfe0d;
const EXTENSION_ESNI: u32 = 0xffce; // draft-ietf-tls-esni-02
const ECH_OUTER: u32 = 0;

const NAME_TYPE_HOST_NAME: u32 = 0;
const NAME_HEADER_SIZE: u32 = 3;

/** What vectors return that leave the hello; no vector ends at address 0. */
const OUTSIDE: usize = 0;

/**
 * The last hello says that it holds an encrypted one: its name is then the public name of a front, or, as nobody
 * can tell that from a greased extension, the true one. Holds after NAME_FOUND and NAME_NONE.
 */
export let isEch: bool = false;

/** What a reader says of octets that are no whole hello and will be none. */
export function noHello(): u32 {
  isEch = false;
  return NAME_NONE;
}

/** [at, end) is the whole hello. */
export function clientHello(at: usize, end: usize, versionMajor: u32, hasCookie: bool): u32 {
  if (end - at < RANDOM_END || load<u8>(at) != versionMajor) return noHello();
  at += RANDOM_END;
  if (at == end || load<u8>(at) > SESSION_ID_MAX) return noHello();
  at = shortVector(at, end);
  if (at != OUTSIDE && hasCookie) at = shortVector(at, end);
  if (at != OUTSIDE) at = cipherSuites(at, end);
  if (at != OUTSIDE) at = compressionMethods(at, end);
  if (at == OUTSIDE) return noHello();
  return at == end ? noHello() : extensions(at, end);
}

function extensions(at: usize, end: usize): u32 {
  if (longVector(at, end) != end) return noHello();
  at += 2;
  let name = NAME_NONE;
  let isNamed = false;
  let isEncrypted = false;
  while (at < end) {
    const data = at + EXTENSION_DATA;
    const next = longVector(at + 2, end);
    if (next == OUTSIDE) return noHello();
    const type = be16(at);
    if (type == EXTENSION_SERVER_NAME && !isNamed) {
      name = serverName(data, next);
      isNamed = true;
    } else if (type == EXTENSION_ECH) {
      if (data < next && load<u8>(data) == ECH_OUTER) isEncrypted = true;
    } else if (type == EXTENSION_ESNI) {
      isEncrypted = true;
    }
    at = next;
  }
  isEch = isEncrypted;
  return name;
}

/** The first host_name of the list; names of types that nobody has defined yet are passed over. */
function serverName(at: usize, end: usize): u32 {
  if (longVector(at, end) != end) return NAME_NONE;
  at += 2;
  let name = NAME_NONE;
  while (at < end) {
    const next = longVector(at + 1, end);
    if (next == OUTSIDE) return NAME_NONE;
    const isHost = load<u8>(at) == NAME_TYPE_HOST_NAME;
    if (isHost && next == at + NAME_HEADER_SIZE) return NAME_NONE;
    if (isHost && name != NAME_FOUND) name = found(at + NAME_HEADER_SIZE, next);
    at = next;
  }
  return name;
}

function cipherSuites(at: usize, end: usize): usize {
  const next = longVector(at, end);
  if (next == OUTSIDE) return OUTSIDE;
  const size = be16(at);
  return size == 0 || (size & 1) != 0 ? OUTSIDE : next;
}

function compressionMethods(at: usize, end: usize): usize {
  const next = shortVector(at, end);
  return next == at + 1 ? OUTSIDE : next;
}

/** Where a vector with a length of one octet ends. */
function shortVector(at: usize, end: usize): usize {
  if (at >= end) return OUTSIDE;
  const next = at + 1 + load<u8>(at);
  return next <= end ? next : OUTSIDE;
}

/** Where a vector with a length of two octets ends. */
function longVector(at: usize, end: usize): usize {
  if (at + 2 > end) return OUTSIDE;
  const next = at + 2 + be16(at);
  return next <= end ? next : OUTSIDE;
}
