// What devices say of themselves leaves as events. Most of it is said again and again: what a sender has just said by the
// same protocol is not sent twice. What it said before that is, for of two claims the last one stands.

import { DATAGRAM_MAX, EVENT_IDENTITY, HAS_ETHER_SOURCE } from "../abi";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { hashOfIdentifier, hashOfOctets } from "../hash";
import { etherSource } from "../wire/ethernet";
import { udpData, udpDataEnd } from "../wire/udp";
import { sendDatagram } from "./datagram";
import { isPort } from "./port";

export const PORT_DHCP_SERVER: u16 = 67;
export const PORT_NBNS: u16 = 137;
export const PORT_SSDP: u16 = 1900;
/** "M-SE", as memory holds it. */
const SSDP_SEARCH: u32 = 0x45532d4d;
/** R and OPCODE (RFC 1002 section 4.2.1.1): of a query, both are 0. */
const NBNS_FLAGS: u32 = 2;
const NBNS_RESPONSE: u8 = 0x80;
const NBNS_OPCODE_MASK: u8 = 0x78;

/** What is said again later than that is news again: the host may have forgotten who said it. */
const REPEAT_NS: u64 = 600_000_000_000;
/** Senders whose last datagram is remembered; a power of 2. Where two share a place, theirs are sent again, which is no news. */
const HEARD_MAX: u32 = 4096;
/** Hashes of octets and sender. */
const heard: usize = memory.data(HEARD_MAX * 4, 64);

/** Datagrams that were longer than an event takes. */
export let identitiesRefused: u64 = 0;

export function lookIdentity(frame: Frame, flow: Flow): void {
  const at = udpData(frame.transport);
  const end = udpDataEnd(frame.transport, frame.end);
  if (at < end && saysSomething(frame, at, end)) sendIdentity(frame, flow, at, end);
}

/** Whoever only asks says nothing of itself, and most of them ask. */
function saysSomething(frame: Frame, at: usize, end: usize): bool {
  if (isPort(frame, PORT_SSDP)) return end - at > 4 && load<u32>(at) != SSDP_SEARCH;
  if (!isPort(frame, PORT_NBNS)) return true;
  return end - at > NBNS_FLAGS && (load<u8>(at, NBNS_FLAGS) & (NBNS_RESPONSE | NBNS_OPCODE_MASK)) != 0;
}

export function sendIdentity(frame: Frame, flow: Flow, at: usize, end: usize): void {
  const size = <u32>(end - at);
  if (size > DATAGRAM_MAX) identitiesRefused++;
  else if (!wasHeard(frame, at, size)) sendDatagram(EVENT_IDENTITY, frame, flow, at, end);
}

/** Whether its sender said the same last, a short while ago; notes what it says. DHCP names its client in the octets. */
function wasHeard(frame: Frame, at: usize, size: u32): bool {
  const octets = hashOfOctets(at, size);
  const hasEther = (frame.present & HAS_ETHER_SOURCE) != 0;
  const isAnyone = hasEther && isPort(frame, PORT_DHCP_SERVER);
  const ether = hasEther ? etherSource(frame) : 0;
  const protocol: u32 = min(frame.sourcePort, frame.destinationPort);
  const sender = isAnyone
    ? hashOfIdentifier(0, 0, protocol)
    : hashOfIdentifier(frame.sourceHigh ^ ether, frame.sourceLow, protocol);
  const place = heard + ((sender & (HEARD_MAX - 1)) << 2);
  // Octets alone would take two senders that share a place for one.
  const turn = <u32>(frame.time / REPEAT_NS);
  const both = octets ^ sender ^ turn;
  if (load<u32>(place) == both) return true;
  store<u32>(place, both);
  return false;
}
