// A name in QUIC: the client's Initials leave as events, the host decrypts them, and what was in them comes back here.

import { DATAGRAM_MAX, EVENT_QUIC, NAME_IS_ECH, NAME_SOURCE_QUIC } from "../abi";
import { isEch } from "../app/client-hello";
import { cryptoAt, cryptoEnd, cryptoOffset, holdsInitial, nextCrypto } from "../app/quic";
import { NAME_MORE, NAME_NONE } from "../app/result";
import { handshake, handshakeSize } from "../app/tls";
import { eventsSize, hasRoomForEvents, NAMING_SIZE_MAX } from "../events";
import { settle } from "../flow/attempt";
import { Flow, flowAt } from "../flow/flow";
import { flowCount } from "../flow/table";
import { Frame, packetsOf } from "../frame";
import { IS_LIVE } from "../live";
import { isBeyondNames } from "../policy/refused";
import { markMask } from "../queue/marks";
import { udpData, udpEnd } from "../wire/udp";
import { sendDatagram } from "./datagram";
import { finish, holdStream, letGo, streamOf } from "./holding";
import { say } from "./say";
import {
  CLIENT_IS_REMOTE,
  isOfClient,
  NAMING_LATER_QUIC,
  NAMING_MASK,
  NAMING_QUIC,
  PATIENCE_MASK,
  PATIENCE_ONE,
} from "./state";
import { contiguousSize, insert, NO_STREAM, octetsOf, STREAM_SIZE } from "./stream";
import { NO_NAME } from "./table";

/** Packets of both directions: after three to four times as many no Initial is expected any more; a power of 2. */
const PATIENCE_PACKETS: u32 = 16;

/** Of a UDP payload with a client's Initial (RFC 9000 section 14.1). */
const DATAGRAM_SIZE_MIN: u32 = 1200;

/** Where the host writes what was in an Initial. */
export const quicPlaintext: usize = memory.data(DATAGRAM_MAX, 8);

/** Initials longer than an event takes, or whose name would find no room in the ring. */
export let initialsRefused: u64 = 0;

export function lookQuic(frame: Frame, flow: Flow): void {
  const at = udpData(frame.transport);
  const end = udpEnd(frame.transport);
  const isClient = isOfClient(frame.isUp, flow.naming);
  // What was not captured whole cannot be authenticated.
  if (isClient && end <= <usize>frame.end && holdsInitial(at, end) && !isForNothing(flow, <u32>(end - at))) {
    if (end - at <= DATAGRAM_MAX) sendDatagram(EVENT_QUIC, frame, flow, at, end);
    else initialsRefused++;
  }
  // What has left in this walk comes back only after it.
  if (eventsSize == 0) giveUpInTime(frame, flow);
}

/** The flow's own counters do not tell since when: other datagrams may have come before. */
function giveUpInTime(frame: Frame, flow: Flow): void {
  const packets = <u32>(flow.packetsUp + flow.packetsDown);
  if ((packets & (PATIENCE_PACKETS - 1)) >= packetsOf(frame)) return;
  if ((flow.naming & PATIENCE_MASK) != PATIENCE_MASK) flow.naming += PATIENCE_ONE;
  else finish(flow);
}

/**
 * Where frames come live, what adds nothing is not decrypted (60 us). A client's second hello asks for the same name (RFC
 * 8446 section 4.1.2): behind the first its Initials acknowledge. Servers discard them in datagrams of less than 1,200
 * octets, of which there may be many a second. A queue answers packets and shows no names.
 */
function isForNothing(flow: Flow, size: u32): bool {
  if (!IS_LIVE) return false;
  if (size < DATAGRAM_SIZE_MIN) return true;
  if (flow.name != NO_NAME) return flow.stream == NO_STREAM;
  return markMask != 0 && isBeyondNames(flow);
}

/**
 * Takes the `size` octets at quicPlaintext, which an Initial of the flow held, unless the flow was evicted meanwhile.
 * `frame` and `time` are those of the event.
 */
export function takeQuic(entry: u32, hash: u32, frame: u32, time: u64, size: u32): void {
  assert(size <= DATAGRAM_MAX);
  if (entry >= flowCount) return;
  const flow = flowAt(entry);
  const place = flow.naming & NAMING_MASK;
  if (flow.hash != hash || (place != NAMING_QUIC && place != NAMING_LATER_QUIC)) return;
  readQuic(flow, frame, time, quicPlaintext + size);
  if (IS_LIVE) settle(flow, time);
}

function readQuic(flow: Flow, frame: u32, time: u64, end: usize): void {
  const isUp = (flow.naming & CLIENT_IS_REMOTE) == 0;
  for (let at = nextCrypto(quicPlaintext, end); at != 0; at = nextCrypto(at, end)) {
    // A hello that was read, sent again, must not hold a place.
    if (cryptoOffset + (cryptoEnd - cryptoAt) <= flow.sequence) continue;
    // No walker has made room: short Initials may leave longer names than themselves.
    if (!hasRoomForEvents(NAMING_SIZE_MAX)) {
      initialsRefused++;
      return;
    }
    if (cryptoOffset > <u64>flow.sequence + STREAM_SIZE) {
      finish(flow);
      return;
    }
    let stream = streamOf(flow, isUp);
    if (stream == null) stream = holdStream(flow, isUp, flow.sequence);
    if (!insert(stream, <u32>cryptoOffset, cryptoAt, cryptoEnd)) {
      finish(flow);
      return;
    }
    const octets = octetsOf(stream);
    const name = handshake(octets, octets + contiguousSize(stream));
    if (name == NAME_MORE) continue;
    if (isEch) flow.nameSource |= <u8>NAME_IS_ECH;
    if (name == NAME_NONE) {
      finish(flow);
      return;
    }
    say(flow, isEch ? NAME_SOURCE_QUIC | NAME_IS_ECH : NAME_SOURCE_QUIC, frame, time);
    // A second hello may follow in the same stream of octets (RFC 8446 section 4.1.4).
    flow.sequence = stream.base + handshakeSize(octets);
    letGo(flow);
  }
}
