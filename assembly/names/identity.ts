// What devices say of themselves leaves as events. Most of it is said again and again: what a sender has just said by the
// same protocol is not sent twice. What it said before that is, for of two claims the last one stands.

import { DATAGRAM_MAX, EVENT_IDENTITY, HAS_ETHER_SOURCE } from "../abi";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { hashOfIdentifier, hashOfOctets } from "../hash";
import { etherSource } from "../wire/ethernet";
import { udpData, udpDataEnd } from "../wire/udp";
import { sendDatagram } from "./datagram";
import { dhcpWords } from "./dhcp";
import { ssdpWords } from "./ssdp";
import { NO_WORDS } from "./words";

const PORT_DHCP_SERVER: u32 = 67;
const PORT_DHCP_CLIENT: u32 = 68;
const PORT_NBNS: u32 = 137;
const PORT_DHCPV6_CLIENT: u32 = 546;
const PORT_DHCPV6_SERVER: u32 = 547;
const PORT_SSDP: u32 = 1900;
/** R and OPCODE (RFC 1002 section 4.2.1.1): of a query, both are 0. */
const NBNS_FLAGS: u32 = 2;
const NBNS_RESPONSE: u8 = 0x80;
const NBNS_OPCODE_MASK: u8 = 0x78;
/** RFC 8415 section 7.3: what clients send to ask for something. */
const DHCPV6_SOLICIT: u32 = 1;
const DHCPV6_REQUEST: u32 = 3;
const DHCPV6_REBIND: u32 = 6; // CONFIRM and RENEW lie between
const DHCPV6_INFORMATION_REQUEST: u32 = 11;

/** What is said again later than that is news again: the host may have forgotten who said it. */
const REPEAT_NS: u64 = 600_000_000_000;
/** Senders whose last words are remembered; a power of 2. Where two share a place, theirs are sent again, which is no news. */
const HEARD_MAX: u32 = 4096;
/** Hashes of words and sender. */
const heard: usize = memory.data(HEARD_MAX * 4, 64);

/** Datagrams that were longer than an event takes. */
export let identitiesRefused: u64 = 0;

/** Whether what goes there, or comes from there, may say who a device is. */
export function isIdentityPort(port: u32): bool {
  if (port == PORT_NBNS || port == PORT_SSDP) return true;
  return isDhcp(port);
}

/** Of either version: their claims are of one source. */
function isDhcp(port: u32): bool {
  if (port == PORT_DHCP_SERVER || port == PORT_DHCP_CLIENT) return true;
  return port == PORT_DHCPV6_SERVER || port == PORT_DHCPV6_CLIENT;
}

export function lookIdentity(frame: Frame, flow: Flow): void {
  const at = udpData(frame.transport);
  const end = udpDataEnd(frame.transport, frame.end);
  if (at >= end) return;
  // As the host chooses its reader.
  const port: u32 = isIdentityPort(frame.destinationPort) ? frame.destinationPort : frame.sourcePort;
  send(frame, flow, at, end, port, wordsOf(port, at, end));
}

/** A hash of what a datagram says; NO_WORDS of one that only asks, as most do, or that speaks for others. */
function wordsOf(port: u32, at: usize, end: usize): u32 {
  switch (port) {
    case PORT_SSDP:
      return ssdpWords(at, end);
    case PORT_NBNS:
      return isNbnsQuery(at, end) ? NO_WORDS : hashOfOctets(at, <u32>(end - at));
    case PORT_DHCP_SERVER:
    case PORT_DHCP_CLIENT:
      return dhcpWords(at, end);
    default:
      return isDhcpv6Request(load<u8>(at)) ? hashOfOctets(at, <u32>(end - at)) : NO_WORDS;
  }
}

/** Or what is too short to be more. */
function isNbnsQuery(at: usize, end: usize): bool {
  if (end - at <= NBNS_FLAGS) return true;
  return (load<u8>(at, NBNS_FLAGS) & (NBNS_RESPONSE | NBNS_OPCODE_MASK)) == 0;
}

function isDhcpv6Request(type: u32): bool {
  if (type == DHCPV6_SOLICIT || type == DHCPV6_INFORMATION_REQUEST) return true;
  return type >= DHCPV6_REQUEST && type <= DHCPV6_REBIND;
}

/** A datagram that says something in all of its octets. */
export function sendIdentity(frame: Frame, flow: Flow, at: usize, end: usize): void {
  send(frame, flow, at, end, min(frame.sourcePort, frame.destinationPort), hashOfOctets(at, <u32>(end - at)));
}

function send(frame: Frame, flow: Flow, at: usize, end: usize, port: u32, words: u32): void {
  if (words == NO_WORDS) return;
  if (end - at > DATAGRAM_MAX) identitiesRefused++;
  else if (!wasHeard(frame, port, words)) sendDatagram(EVENT_IDENTITY, frame, flow, at, end);
}

/** Whether its sender said the same last, a short while ago; notes what it says. */
function wasHeard(frame: Frame, port: u32, words: u32): bool {
  const ether = frame.present & HAS_ETHER_SOURCE ? etherSource(frame) : 0;
  const sender = hashOfIdentifier(frame.sourceHigh ^ ether, frame.sourceLow, port);
  const place = heard + ((subjectOf(port, ether, sender) & (HEARD_MAX - 1)) << 2);
  // Words alone would take two senders that share a place for one.
  const turn = <u32>(frame.time / REPEAT_NS);
  const all = words ^ sender ^ turn;
  if (load<u32>(place) == all) return true;
  store<u32>(place, all);
  return false;
}

/** What those have in common whose claims may be of one device and one source: of these the last one stands. */
function subjectOf(port: u32, ether: u64, sender: u32): u32 {
  // DHCP names its client in the octets, which both versions may.
  if (isDhcp(port)) return PORT_DHCP_SERVER;
  // A device that has several addresses speaks from each.
  return port == PORT_SSDP && ether != 0 ? hashOfIdentifier(ether, 0, port) : sender;
}
