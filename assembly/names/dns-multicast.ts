// DNS among neighbours, mDNS and LLMNR: what a device says of itself leaves as an event; a describing walk hands every
// message on.

import { EVENT_DNS, EVENT_IDENTITY } from "../abi";
import { decode, isResponse, message } from "../app/dns";
import { recordAt, TYPE_A, TYPE_AAAA } from "../app/dns-record";
import { isDescribing, isTold } from "../events";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { V4_MAPPED } from "../wire/ipv4";
import { be32, be64 } from "../wire/octets";
import { udpData, udpDataEnd } from "../wire/udp";
import { sendDatagram } from "./datagram";
import { sendIdentity } from "./identity";
import { isIdentityPort } from "./identity-port";

export const PORT_MDNS: u16 = 5353;
const IPV4_SIZE: u16 = 4;
const IPV6_SIZE: u16 = 16;

export function lookDnsMulticast(frame: Frame, flow: Flow): void {
  const at = udpData(frame.transport);
  const end = udpDataEnd(frame.transport, frame.end);
  if (at >= end) return;
  if (isDescribing) sendDatagram(EVENT_DNS, frame, flow, at, end);
  // What goes to a port of theirs the host reads by their protocols.
  if (!isTold(EVENT_IDENTITY) || isIdentityPort(frame.destinationPort)) return;
  if (frame.sourcePort != PORT_MDNS || !isResponse(at, end) || !decode(at, end)) return;
  if (tellsOfSender(frame)) sendIdentity(frame, flow, at, end, PORT_MDNS);
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
