// What devices say of themselves leaves as events. Most of it is said again and again: what was heard is not sent twice.

import { DATAGRAM_MAX, EVENT_IDENTITY, HAS_ETHER_SOURCE } from "../abi";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { hashOfIdentifier, hashOfOctets } from "../hash";
import { etherSource } from "../wire/ethernet";
import { udpData, udpEnd } from "../wire/udp";
import { sendDatagram } from "./datagram";

/** Datagrams remembered; a power of 2. */
const HEARD_MAX: u32 = 4096;
/** Hashes of octets and sender, each in the place that another hash of both names. */
const heard: usize = memory.data(HEARD_MAX * 4, 64);

/** Datagrams that were longer than an event takes. */
export let identitiesRefused: u64 = 0;

export function lookIdentity(frame: Frame, flow: Flow): void {
  const at = udpData(frame.transport);
  const end = min(<usize>frame.end, udpEnd(frame.transport));
  if (at < end) sendIdentity(frame, flow, at, end);
}

export function sendIdentity(frame: Frame, flow: Flow, at: usize, end: usize): void {
  const size = <u32>(end - at);
  if (size > DATAGRAM_MAX) identitiesRefused++;
  else if (!wasHeard(frame, at, size)) sendDatagram(EVENT_IDENTITY, frame, flow, at, end);
}

/** Whether the same sender sent the same octets before; notes that it did. */
function wasHeard(frame: Frame, at: usize, size: u32): bool {
  const octets = hashOfOctets(at, size);
  const ether = frame.present & HAS_ETHER_SOURCE ? etherSource(frame) : 0;
  const sender = hashOfIdentifier(frame.sourceHigh ^ ether, frame.sourceLow, octets);
  const place = heard + ((sender & (HEARD_MAX - 1)) << 2);
  // Octets alone would take two senders that share a place for one.
  const both = octets ^ sender;
  if (load<u32>(place) == both) return true;
  store<u32>(place, both);
  return false;
}
