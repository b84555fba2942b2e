// DNS among neighbours, mDNS and LLMNR: what a device says of itself leaves as an event; a describing walk hands every
// message on.

import { EVENT_DNS, EVENT_IDENTITY } from "../abi";
import { decode, isResponse } from "../app/dns";
import { isDescribing, isTold } from "../events";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { udpData, udpDataEnd } from "../wire/udp";
import { sendDatagram } from "./datagram";
import { sendIdentity } from "./identity";
import { isIdentityPort, PORT_MDNS } from "./identity-port";
import { mdnsWords } from "./mdns";

export function lookDnsMulticast(frame: Frame, flow: Flow): void {
  const at = udpData(frame.transport);
  const end = udpDataEnd(frame.transport, frame.end);
  if (at >= end) return;
  if (isDescribing) sendDatagram(EVENT_DNS, frame, flow, at, end);
  // What goes to a port of theirs the host reads by their protocols.
  if (!isTold(EVENT_IDENTITY) || isIdentityPort(frame.destinationPort)) return;
  if (frame.sourcePort != PORT_MDNS || !isResponse(at, end) || !decode(at, end)) return;
  sendIdentity(frame, flow, at, end, PORT_MDNS, mdnsWords(frame, at, end));
}
