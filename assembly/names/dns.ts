// DNS messages: what a device is told is remembered; a describing walk hands every message on.

import { EVENT_DNS } from "../abi";
import { decode, message } from "../app/dns";
import { recordAt, TYPE_A, TYPE_AAAA } from "../app/dns-record";
import { isDescribing } from "../events";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { V4_MAPPED } from "../wire/ipv4";
import { be16, be32, be64 } from "../wire/octets";
import { sequenceNumber, TCP_ACK, TCP_SYN, tcpData } from "../wire/tcp";
import { udpData, udpEnd } from "../wire/udp";
import { sendDatagram } from "./datagram";
import { holdStream, letGo, letGoIfEmpty, streamOf } from "./holding";
import { sendIdentity } from "./identity";
import { learn } from "./learn";
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
  take(frame, flow, at, min(<usize>frame.end, udpEnd(frame.transport)));
}

/** One message; only who is asked at port 53 teaches. */
function take(frame: Frame, flow: Flow, at: usize, end: usize): void {
  // A stream of shorter ones would fill the event ring with one frame.
  if (at + HEADER_SIZE > end) return;
  if (isDescribing) sendDatagram(EVENT_DNS, frame, flow, at, end);
  if (frame.sourcePort == PORT_DNS && isResponse(at, end) && decode(at, end)) learn(frame, flow);
}

export function lookDnsMulticast(frame: Frame, flow: Flow): void {
  const at = udpData(frame.transport);
  const end = min(<usize>frame.end, udpEnd(frame.transport));
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

/** Both directions hold a stream each, which begins with the first segment that is seen. */
export function lookDnsTcp(frame: Frame, flow: Flow): void {
  if (frame.tcpFlags & TCP_SYN) {
    letGo(flow);
    // A client that opens a connection from port 53 asks no resolver.
    if (!(frame.tcpFlags & TCP_ACK) && frame.destinationPort != PORT_DNS) {
      lookTcp(frame, flow);
      return;
    }
  }
  const at = tcpData(frame.transport);
  const end: usize = frame.end;
  if (at >= end) return;
  const sequence = sequenceNumber(frame.transport) + u32((frame.tcpFlags & TCP_SYN) != 0);
  let stream = streamOf(flow, frame.isUp);
  if (stream == null) stream = holdStream(flow, frame.isUp, sequence);
  if (!insert(stream, sequence, at, end)) {
    letGo(flow);
    return;
  }
  const octets = octetsOf(stream);
  let taken: u32 = 0;
  const size = contiguousSize(stream);
  while (size - taken >= LENGTH_SIZE) {
    const length = be16(octets + taken);
    if (length > STREAM_SIZE - LENGTH_SIZE) {
      letGo(flow);
      return;
    }
    const message = taken + LENGTH_SIZE;
    if (size - message < length) break;
    take(frame, flow, octets + message, octets + message + length);
    taken = message + length;
  }
  if (taken == 0) return;
  consume(stream, taken);
  letGoIfEmpty(flow);
}
