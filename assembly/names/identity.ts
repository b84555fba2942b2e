// What devices say of themselves leaves as events, unless it was said last (heard.ts). Most of it is said again and again.

import { DATAGRAM_MAX, EVENT_IDENTITY, HAS_ETHER_SOURCE } from "../abi";
import { isTold } from "../events";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { udpData, udpDataEnd } from "../wire/udp";
import { sendDatagram } from "./datagram";
import { dhcpWords } from "./dhcp";
import { dhcpv6Words } from "./dhcpv6";
import { wasHeard } from "./heard";
import { isIdentityPort, PORT_DHCP_CLIENT, PORT_DHCP_SERVER, PORT_NBNS, PORT_SSDP } from "./identity-port";
import { nbnsWords } from "./nbns";
import { isInPace, keepPace } from "./pace";
import { ssdpWords } from "./ssdp";
import { NO_WORDS } from "./words";

/** Datagrams that were longer than an event takes, or that came while their sender was told as often as it may be. */
export let identitiesRefused: u64 = 0;

export function lookIdentity(frame: Frame, flow: Flow): void {
  if (!isTold(EVENT_IDENTITY)) return;
  const at = udpData(frame.transport);
  const end = udpDataEnd(frame.transport, frame.end);
  if (at >= end) return;
  // As the host chooses its reader.
  const port: u32 = isIdentityPort(frame.destinationPort) ? frame.destinationPort : frame.sourcePort;
  sendIdentity(frame, flow, at, end, port, wordsIn(frame, port, at, end));
}

/** What a datagram says; NO_WORDS of one that only asks, as most do, or that speaks for others. */
function wordsIn(frame: Frame, port: u32, at: usize, end: usize): u64 {
  switch (port) {
    case PORT_SSDP:
      return ssdpWords(frame, at, end);
    case PORT_NBNS:
      return nbnsWords(at, end);
    case PORT_DHCP_SERVER:
    case PORT_DHCP_CLIENT:
      return dhcpWords(at, end, !(frame.present & HAS_ETHER_SOURCE));
    default:
      return dhcpv6Words(at, end);
  }
}

/** A datagram of `port`'s protocol, of which `words` is what it says. */
export function sendIdentity(frame: Frame, flow: Flow, at: usize, end: usize, port: u32, words: u64): void {
  if (words == NO_WORDS) return;
  if (end - at > DATAGRAM_MAX || !isInPace(frame)) {
    identitiesRefused++;
    return;
  }
  if (wasHeard(frame, port, words)) return;
  keepPace(frame);
  sendDatagram(EVENT_IDENTITY, frame, flow, at, end);
}
