// DNS as resolvers speak it: what a device is told is remembered; a describing walk hands every message on.

import { EVENT_DNS } from "../abi";
import { isQuery } from "../app/dns";
import { isDescribing } from "../events";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { IS_LIVE } from "../live";
import { isEnforced } from "../policy/refused";
import { be16 } from "../wire/octets";
import { sequenceNumber, TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, tcpData } from "../wire/tcp";
import { udpData, udpDataEnd } from "../wire/udp";
import { sendDatagram } from "./datagram";
import { holdStream, letGo, letGoIfEmpty, loseDnsPlace, streamOf } from "./holding";
import { learn } from "./learn";
import { CLIENT_IS_REMOTE, CLIENT_KNOWN, DNS_PLACE_LOST, isOfClient, NAMING_DNS_TCP } from "./state";
import { consume, contiguousSize, insert, octetsOf, STREAM_SIZE } from "./stream";
import { lookTcp } from "./tcp";

export const PORT_DNS: u16 = 53;
const HEADER_SIZE: u32 = 12;
/** A message over TCP has its length before it (RFC 1035 section 4.2.2). */
const LENGTH_SIZE: u32 = 2;

/**
 * Whoever may send a device a datagram could teach it names. Where devices are refused by them an answer teaches who has
 * asked for it, in its flow; elsewhere all do, for captures are often without the queries, and ports that mirror a LAN.
 */
export function lookDnsUdp(frame: Frame, flow: Flow): void {
  const at = udpData(frame.transport);
  const end = udpDataEnd(frame.transport, frame.end);
  if (at + HEADER_SIZE > end) return;
  const id = be16(at);
  if (frame.destinationPort == PORT_DNS && isQuery(at, end)) flow.sequence |= asked(id, frame.isUp);
  take(frame, flow, at, end, believesAll() || (flow.sequence & asked(id, !frame.isUp)) != 0, true);
}

function believesAll(): bool {
  return !IS_LIVE || !isEnforced();
}

/**
 * The bit of Flow.sequence that a query sets, by direction and four bits of its id: several may wait for their answers in
 * one flow, and the last one's whole id would keep the others from teaching.
 */
function asked(id: u32, isUp: bool): u32 {
  return 1 << ((id & 15) | (isUp ? 0 : 16));
}

/** One message, `isFirst` of its frame, that `teaches` where it is an answer from port 53. */
function take(frame: Frame, flow: Flow, at: usize, end: usize, teaches: bool, isFirst: bool): void {
  // A stream of shorter ones would fill the event ring with one frame.
  if (at + HEADER_SIZE > end) return;
  if (isDescribing) sendDatagram(EVENT_DNS, frame, flow, at, end);
  if (teaches && frame.sourcePort == PORT_DNS) learn(frame, flow, at, end, isFirst);
}

/**
 * Each direction holds a stream from its SYN on. Where that was not seen, the first segment is taken for a message's
 * beginning, and teaches nothing: it may lie within a message, whose octets somebody chose. Nor does what is said to
 * somebody who has opened no connection. What has lost its place in the stream is read no more until the next SYN.
 */
export function lookDnsTcp(frame: Frame, flow: Flow): void {
  const isSyn = (frame.tcpFlags & TCP_SYN) != 0;
  const sequence = sequenceNumber(frame.transport) + u32(isSyn);
  if (isSyn && !open(frame, flow, sequence)) return;
  const at = tcpData(frame.transport);
  const end: usize = frame.end;
  if (at < end && !(flow.naming & DNS_PLACE_LOST)) read(frame, flow, sequence, at, end);
  if (frame.tcpFlags & (TCP_FIN | TCP_RST)) letGoIfEmpty(flow);
}

/** A connection, or its answer, opens; false where it asks no resolver: a client that opens one from port 53. */
function open(frame: Frame, flow: Flow, sequence: u32): bool {
  if (!(frame.tcpFlags & TCP_ACK)) {
    letGo(flow);
    if (frame.destinationPort != PORT_DNS) {
      lookTcp(frame, flow);
      return false;
    }
    flow.naming = NAMING_DNS_TCP | CLIENT_KNOWN | (frame.isUp ? 0 : CLIENT_IS_REMOTE);
  }
  if (streamOf(flow, frame.isUp) == null) holdStream(flow, frame.isUp, sequence).isFromSyn = true;
  return true;
}

/** Whether the frame's sender is the one with whom a client has opened the connection. */
function isOpened(frame: Frame, flow: Flow): bool {
  return (flow.naming & CLIENT_KNOWN) != 0 && !isOfClient(frame.isUp, flow.naming);
}

function read(frame: Frame, flow: Flow, sequence: u32, at: usize, end: usize): void {
  let stream = streamOf(flow, frame.isUp);
  if (stream == null) stream = holdStream(flow, frame.isUp, sequence);
  const fits = insert(stream, sequence, at, end);
  const octets = octetsOf(stream);
  const teaches = stream.isFromSyn && (believesAll() || isOpened(frame, flow));
  let taken: u32 = 0;
  const size = contiguousSize(stream);
  while (size - taken >= LENGTH_SIZE) {
    const length = be16(octets + taken);
    const message = taken + LENGTH_SIZE;
    if (length > STREAM_SIZE - LENGTH_SIZE) {
      loseDnsPlace(flow);
      return;
    }
    if (size - message < length) break;
    const start = octets + message;
    take(frame, flow, start, start + length, teaches, taken == 0);
    taken = message + length;
  }
  if (taken > 0) consume(stream, taken);
  if (!fits) loseDnsPlace(flow);
}
