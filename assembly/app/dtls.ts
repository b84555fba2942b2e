// A ClientHello in one datagram: DTLS 1.0 and 1.2 (RFC 6347 sections 4.1 and 4.2.2), and 1.3, which sends it alike
// (RFC 9147 section 4). One in several datagrams is not put together.
//
//  record      0              1                3        5                  11       13
//             | ContentType  | legacy_version | epoch  | sequence_number  | length | fragment ...
//  handshake   0              1          4             6                  9                  12
//             | HandshakeType | length   | message_seq | fragment_offset  | fragment_length  | body ...

import { be16, be32 } from "../wire/octets";
import { clientHello, noHello } from "./client-hello";

export const CONTENT_TYPE_HANDSHAKE: u32 = 22;
const VERSION: u32 = 1;
const VERSION_MAJOR: u32 = 0xfe; // versions count down from 0xfeff
const EPOCH: u32 = 3;
const EPOCH_CLEAR: u32 = 0;
const LENGTH: u32 = 11;
const RECORD_HEADER_SIZE: u32 = 13;

const HANDSHAKE_TYPE_CLIENT_HELLO: u32 = 1;
const FRAGMENT_OFFSET: u32 = 6;
const FRAGMENT_LENGTH: u32 = 9;
const HANDSHAKE_HEADER_SIZE: u32 = 12;
const UINT24_MASK: u32 = 0xffffff;

/** Never NAME_MORE: a datagram is all there is. */
export function datagram(at: usize, end: usize): u32 {
  if (end - at < RECORD_HEADER_SIZE + HANDSHAKE_HEADER_SIZE) return noHello();
  if (load<u8>(at) != CONTENT_TYPE_HANDSHAKE || load<u8>(at, VERSION) != VERSION_MAJOR) return noHello();
  const fragment = at + RECORD_HEADER_SIZE;
  const fragmentEnd = fragment + be16(at + LENGTH);
  if (be16(at + EPOCH) != EPOCH_CLEAR || fragmentEnd > end) return noHello();
  if (load<u8>(fragment) != HANDSHAKE_TYPE_CLIENT_HELLO) return noHello();
  // Three octets each, read with the one before them.
  const length = be32(fragment) & UINT24_MASK;
  const fragmentOffset = be32(fragment + FRAGMENT_OFFSET - 1) & UINT24_MASK;
  const fragmentLength = be32(fragment + FRAGMENT_LENGTH - 1) & UINT24_MASK;
  if (fragmentOffset != 0 || fragmentLength != length) return noHello();
  const body = fragment + HANDSHAKE_HEADER_SIZE;
  return body + length <= fragmentEnd ? clientHello(body, body + length, VERSION_MAJOR, true) : noHello();
}
