// What devices say of themselves leaves as events. Most of it is said again and again: what was said last of a device by the
// same protocol is not sent twice. What was said before that is, for of two claims the last one stands.

import { DATAGRAM_MAX, EVENT_IDENTITY, HAS_ETHER_SOURCE, IS_IPV6 } from "../abi";
import { isTold } from "../events";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { hashOfIdentifier, hashOfOctets } from "../hash";
import { etherSource } from "../wire/ethernet";
import { udpData, udpDataEnd } from "../wire/udp";
import { sendDatagram } from "./datagram";
import { CLIENT_UNKNOWN, dhcpClient, dhcpWords } from "./dhcp";
import { dhcpv6Words } from "./dhcpv6";
import { nbnsWords } from "./nbns";
import { isSharing } from "./share";
import { ssdpWords } from "./ssdp";
import { NO_WORDS, wordsOf } from "./words";

const PORT_DHCP_SERVER: u32 = 67;
const PORT_DHCP_CLIENT: u32 = 68;
const PORT_NBNS: u32 = 137;
const PORT_DHCPV6_CLIENT: u32 = 546;
const PORT_DHCPV6_SERVER: u32 = 547;
const PORT_SSDP: u32 = 1900;

/** What is said again later than that is news again: the host may have forgotten who said it. */
const REPEAT_NS: u64 = 600_000_000_000;
/** Claims that are remembered; a power of 2. Where two share a place, they are sent again, which is no news. */
const HEARD_MAX: u32 = 4096;
/** Hashes of words and speaker. */
const heard: usize = memory.data(HEARD_MAX * 4, 64);
/** Places of one subject: its name's, or all it says that is not its class, and its class's. */
const NAME: u32 = 0;
const VENDOR_CLASS: u32 = 1;
/** Changes when something is said of nobody knows whom: then all is said again. */
let saidOfUnknown: u32 = 0;
/** 2^32 / golden ratio, odd: turns and changes do not undo each other. */
const SAID_STEP: u32 = 0x9e3779b9;

/** Datagrams that were longer than an event takes. */
export let identitiesRefused: u64 = 0;

/** Whether what goes there, or comes from there, may say who a device is. */
export function isIdentityPort(port: u32): bool {
  if (port == PORT_NBNS || port == PORT_SSDP) return true;
  return isDhcp(port);
}

/** Of either version: their claims are of one source. */
function isDhcp(port: u32): bool {
  return isDhcpv4(port) || port == PORT_DHCPV6_SERVER || port == PORT_DHCPV6_CLIENT;
}

function isDhcpv4(port: u32): bool {
  return port == PORT_DHCP_SERVER || port == PORT_DHCP_CLIENT;
}

export function lookIdentity(frame: Frame, flow: Flow): void {
  if (!isTold(EVENT_IDENTITY)) return;
  const at = udpData(frame.transport);
  const end = udpDataEnd(frame.transport, frame.end);
  if (at >= end) return;
  // As the host chooses its reader.
  const port: u32 = isIdentityPort(frame.destinationPort) ? frame.destinationPort : frame.sourcePort;
  send(frame, flow, at, end, port, wordsIn(frame, port, at, end));
}

/** What a datagram says; NO_WORDS of one that only asks, as most do, or that speaks for others. */
function wordsIn(frame: Frame, port: u32, at: usize, end: usize): u64 {
  switch (port) {
    case PORT_SSDP:
      return ssdpWords(at, end);
    case PORT_NBNS:
      return nbnsWords(at, end);
    case PORT_DHCP_SERVER:
    case PORT_DHCP_CLIENT:
      return dhcpWords(at, end, !(frame.present & HAS_ETHER_SOURCE));
    default:
      return dhcpv6Words(at, end);
  }
}

/** A datagram of `port`'s protocol that says something in all of its octets. */
export function sendIdentity(frame: Frame, flow: Flow, at: usize, end: usize, port: u32): void {
  send(frame, flow, at, end, port, wordsOf(hashOfOctets(at, <u32>(end - at)), 0));
}

function send(frame: Frame, flow: Flow, at: usize, end: usize, port: u32, words: u64): void {
  if (words == NO_WORDS) return;
  if (end - at > DATAGRAM_MAX) identitiesRefused++;
  else if (!wasHeard(frame, port, words)) sendDatagram(EVENT_IDENTITY, frame, flow, at, end);
}

/** Whether all of it was said last of whom it is said, a short while ago; notes it. */
function wasHeard(frame: Frame, port: u32, words: u64): bool {
  // A server's words may pass another tap than its client's.
  if (isSharing && isDhcp(port)) return false;
  const hasEther = (frame.present & HAS_ETHER_SOURCE) != 0;
  const ether = hasEther ? etherSource(frame) : 0;
  const isOfClient = hasEther && isDhcpv4(port);
  if (isOfClient && dhcpClient == CLIENT_UNKNOWN) {
    saidOfUnknown += SAID_STEP;
    return false;
  }
  const sender = senderOf(frame, ether);
  // Where links have no MACs, DHCP names its clients by addresses of theirs, which are not looked for here.
  const isNamed = hasEther || isDhcp(port);
  const subject = isNamed ? subjectOf(port, isOfClient ? dhcpClient : ether) : sender ^ port;
  // Words alone would take two that share a place for one. Who carries a message of DHCP counts for nothing.
  const speaker = subject ^ (isOfClient ? 0 : sender) ^ (<u32>(frame.time / REPEAT_NS) + saidOfUnknown);
  const isNameHeard = wasLast(subject ^ NAME, <u32>words, speaker);
  const isClassHeard = wasLast(subject ^ VENDOR_CLASS, <u32>(words >> 32), speaker);
  return isNameHeard && isClassHeard;
}

/** Whether a hash, 0 of nothing, is that of the claim that stands at a place; it stands there from now on. */
function wasLast(subject: u32, words: u32, speaker: u32): bool {
  if (words == 0) return true;
  const place = heard + ((subject & (HEARD_MAX - 1)) << 2);
  const all = words ^ speaker;
  if (load<u32>(place) == all) return true;
  store<u32>(place, all);
  return false;
}

/**
 * What those have in common whose claims may be of one device and one source: of these the last one stands. A device that
 * has several addresses speaks from each.
 */
function subjectOf(port: u32, ether: u64): u32 {
  return hashOfIdentifier(ether, 0, isDhcp(port) ? PORT_DHCP_SERVER : port);
}

/** All that the host knows of who sent it. */
function senderOf(frame: Frame, ether: u64): u32 {
  const link = hashOfIdentifier(0, ether, frame.present & (HAS_ETHER_SOURCE | IS_IPV6));
  return hashOfIdentifier(frame.sourceHigh, frame.sourceLow, link);
}
