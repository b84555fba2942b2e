// Long headers (RFC 9000 section 17.2), as far as they are not protected:
//
//   0       1         5          6                               .. of an Initial only ..
//  | first | Version | DCID len | DCID | SCID len | SCID | Token Length | Token | Length | Packet Number, payload
//
// first: 0x80 long header, 0x30 packet type, and protected: 0x0c reserved, 0x03 octets of the packet number - 1.
// Length counts the packet number and the payload; another packet may follow (section 12.2).

import { Reader } from "./reader.ts";
import { type QuicVersion, quicVersion } from "./version.ts";

const LONG_HEADER = 0x80;
const TYPE_SHIFT = 4;
const TYPE_MASK = 3;
const CONNECTION_ID_SIZE_MAX = 20;

/** An Initial, still protected; its octets lie in the datagram. */
export interface InitialPacket {
  readonly version: QuicVersion;
  readonly destinationConnectionId: Uint8Array;
  /** From the first octet of the header to the packet's end. */
  readonly octets: Uint8Array;
  /** Where in `octets` the packet number is. */
  readonly packetNumberAt: number;
}

interface LongPacket extends InitialPacket {
  readonly isInitial: boolean;
}

/** The Initials of a datagram, of known versions, in order. */
export function initialPackets(datagram: Uint8Array): InitialPacket[] {
  const packets: InitialPacket[] = [];
  let first: LongPacket | undefined;
  for (let at = 0; at < datagram.length; ) {
    const packet = readLongPacket(datagram, at);
    first ??= packet;
    // A receiver ignores what comes behind a packet of another connection ID (RFC 9000 section 12.2).
    if (!packet || !first || !isSame(packet.destinationConnectionId, first.destinationConnectionId)) break;
    if (packet.isInitial) packets.push(packet);
    at += packet.octets.length;
  }
  return packets;
}

/** Undefined where no long header with a Length stands, or one that lies: nothing behind it can be found. */
function readLongPacket(datagram: Uint8Array, start: number): LongPacket | undefined {
  const reader = new Reader(datagram, start);
  const first = reader.u8();
  if ((first & LONG_HEADER) === 0) return undefined;
  const version = quicVersion(reader.u32());
  if (!version) return undefined;
  const type = (first >> TYPE_SHIFT) & TYPE_MASK;
  if (type === version.types.retry) return undefined;

  const destinationConnectionId = takeConnectionId(reader);
  takeConnectionId(reader);
  const isInitial = type === version.types.initial;
  if (isInitial) reader.take(reader.variable());
  const length = reader.variable();
  const packetNumberAt = reader.at - start;
  reader.take(length);
  if (reader.overran) return undefined;
  const octets = datagram.subarray(start, reader.at);
  return { version, destinationConnectionId, octets, packetNumberAt, isInitial };
}

function takeConnectionId(reader: Reader): Uint8Array {
  const size = reader.u8();
  if (size > CONNECTION_ID_SIZE_MAX) reader.overran = true;
  return reader.take(size);
}

export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}
