// DNS as resolvers speak it: what a device is told is remembered; a describing walk hands every message on.

import { EVENT_DNS } from "../abi";
import { decode, isResponse } from "../app/dns";
import { isDescribing } from "../events";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { be16 } from "../wire/octets";
import { sequenceNumber, TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, tcpData } from "../wire/tcp";
import { udpData, udpDataEnd } from "../wire/udp";
import { sendDatagram } from "./datagram";
import { holdStream, letGo, letGoIfEmpty, loseDnsPlace, streamOf } from "./holding";
import { learn } from "./learn";
import { DNS_PLACE_LOST, NAMING_DNS_TCP } from "./state";
import { consume, contiguousSize, insert, octetsOf, STREAM_SIZE } from "./stream";
import { lookTcp } from "./tcp";

export const PORT_DNS: u16 = 53;
const HEADER_SIZE: u32 = 12;
/** A message over TCP has its length before it (RFC 1035 section 4.2.2). */
const LENGTH_SIZE: u32 = 2;

export function lookDnsUdp(frame: Frame, flow: Flow): void {
  const at = udpData(frame.transport);
  take(frame, flow, at, udpDataEnd(frame.transport, frame.end), true, true);
}

/** One message, `isFirst` of its frame; only who is asked at port 53 teaches. */
function take(frame: Frame, flow: Flow, at: usize, end: usize, teaches: bool, isFirst: bool): void {
  // A stream of shorter ones would fill the event ring with one frame.
  if (at + HEADER_SIZE > end) return;
  if (isDescribing) sendDatagram(EVENT_DNS, frame, flow, at, end);
  if (!teaches || frame.sourcePort != PORT_DNS || !isResponse(at, end)) return;
  if (decode(at, end)) learn(frame, flow, isFirst);
}

/**
 * Each direction holds a stream from its SYN on. Where that was not seen, the first segment is taken for a message's
 * beginning, and teaches nothing: it may lie within a message, whose octets somebody chose. What has lost its place in
 * the stream is read no more until the next SYN.
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
    flow.naming = NAMING_DNS_TCP;
  }
  if (streamOf(flow, frame.isUp) == null) holdStream(flow, frame.isUp, sequence).isFromSyn = true;
  return true;
}

function read(frame: Frame, flow: Flow, sequence: u32, at: usize, end: usize): void {
  let stream = streamOf(flow, frame.isUp);
  if (stream == null) stream = holdStream(flow, frame.isUp, sequence);
  const fits = insert(stream, sequence, at, end);
  const octets = octetsOf(stream);
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
    take(frame, flow, start, start + length, stream.isFromSyn, taken == 0);
    taken = message + length;
  }
  if (taken > 0) consume(stream, taken);
  if (!fits) loseDnsPlace(flow);
}
