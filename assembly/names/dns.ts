// DNS messages: what a device is told is remembered; a describing walk hands every message on.

import { EVENT_DNS } from "../abi";
import { decode, message } from "../app/dns";
import { recordAt, TYPE_A, TYPE_AAAA } from "../app/dns-record";
import { isDescribing } from "../events";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { V4_MAPPED } from "../wire/ipv4";
import { be16, be32, be64 } from "../wire/octets";
import { sequenceNumber, TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, tcpData } from "../wire/tcp";
import { udpData, udpDataEnd } from "../wire/udp";
import { sendDatagram } from "./datagram";
import { holdStream, letGo, letGoIfEmpty, loseDnsPlace, streamOf } from "./holding";
import { sendIdentity } from "./identity";
import { learn } from "./learn";
import { DNS_PLACE_LOST, NAMING_DNS_TCP } from "./state";
import { consume, contiguousSize, insert, octetsOf, STREAM_SIZE } from "./stream";
import { lookTcp } from "./tcp";

export const PORT_DNS: u16 = 53;
export const PORT_MDNS: u16 = 5353;
const HEADER_SIZE: u32 = 12;
/** QR, the first bit of the third octet: a response (RFC 1035 section 4.1.1). */
const FLAGS: u32 = 2;
const IPV4_SIZE: u16 = 4;
const IPV6_SIZE: u16 = 16;
const QR: u8 = 0x80;
/** A message over TCP has its length before it (RFC 1035 section 4.2.2). */
const LENGTH_SIZE: u32 = 2;

function isResponse(at: usize, end: usize): bool {
  return at + FLAGS < end && (load<u8>(at, FLAGS) & QR) != 0;
}

export function lookDnsUdp(frame: Frame, flow: Flow): void {
  const at = udpData(frame.transport);
  take(frame, flow, at, udpDataEnd(frame.transport, frame.end), true);
}

/** One message; only who is asked at port 53 teaches. */
function take(frame: Frame, flow: Flow, at: usize, end: usize, teaches: bool): void {
  // A stream of shorter ones would fill the event ring with one frame.
  if (at + HEADER_SIZE > end) return;
  if (isDescribing) sendDatagram(EVENT_DNS, frame, flow, at, end);
  if (!teaches || frame.sourcePort != PORT_DNS || !isResponse(at, end)) return;
  if (decode(at, end)) learn(frame, flow);
}

export function lookDnsMulticast(frame: Frame, flow: Flow): void {
  const at = udpData(frame.transport);
  const end = udpDataEnd(frame.transport, frame.end);
  if (at >= end) return;
  if (isDescribing) sendDatagram(EVENT_DNS, frame, flow, at, end);
  if (frame.sourcePort != PORT_MDNS || !isResponse(at, end) || !decode(at, end)) return;
  if (tellsOfSender(frame)) sendIdentity(frame, flow, at, end);
}

/** Whether the message that was just decoded has the sender's address: of others nobody's word counts. */
function tellsOfSender(frame: Frame): bool {
  for (let k: u32 = 0; k < message.recordCount; k++) {
    const record = recordAt(k);
    const rdata: usize = record.rdata;
    const type: u32 = record.type;
    if (type == TYPE_A && record.rdlength == IPV4_SIZE) {
      if (frame.sourceHigh == 0 && frame.sourceLow == (V4_MAPPED | be32(rdata))) return true;
    } else if (type == TYPE_AAAA && record.rdlength == IPV6_SIZE) {
      if (frame.sourceHigh == be64(rdata) && frame.sourceLow == be64(rdata + 8)) return true;
    }
  }
  return false;
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
    take(frame, flow, octets + message, octets + message + length, stream.isFromSyn);
    taken = message + length;
  }
  if (taken > 0) consume(stream, taken);
  if (!fits) loseDnsPlace(flow);
}
