// Frames as the parser leaves them, for what comes after it.

import {
  HAS_DESTINATION,
  HAS_ETHER_DESTINATION,
  HAS_ETHER_SOURCE,
  HAS_PORTS,
  HAS_PROTOCOL,
  HAS_SOURCE,
  IS_IPV6,
} from "../../../assembly/abi";
import { namingEther } from "../../../assembly/flow/identity";
import { etherDestination, etherSource } from "../../../assembly/wire/ethernet";
import { V4_MAPPED } from "../../../assembly/wire/ipv4";
import { forget, frame } from "./frame";

const MACS: usize = memory.data(12);

/** IPv4 without a link layer; ports where one is not 0. */
export function packet(
  source: u32,
  destination: u32,
  protocol: u32,
  sourcePort: u32 = 0,
  destinationPort: u32 = 0,
): void {
  forget();
  frame.sourceLow = V4_MAPPED | source;
  frame.destinationLow = V4_MAPPED | destination;
  frame.protocol = <u8>protocol;
  frame.present |= HAS_SOURCE | HAS_DESTINATION | HAS_PROTOCOL;
  if (sourcePort == 0 && destinationPort == 0) return;
  frame.sourcePort = <u16>sourcePort;
  frame.destinationPort = <u16>destinationPort;
  frame.present |= HAS_PORTS;
}

/** IPv6 by first halves and last halves. */
export function packet6(sourceHigh: u64, sourceLow: u64, destinationHigh: u64, destinationLow: u64): void {
  forget();
  frame.sourceHigh = sourceHigh;
  frame.sourceLow = sourceLow;
  frame.destinationHigh = destinationHigh;
  frame.destinationLow = destinationLow;
  frame.protocol = 58;
  frame.present |= HAS_SOURCE | HAS_DESTINATION | HAS_PROTOCOL | IS_IPV6;
}

/** Puts the packet on Ethernet. */
export function onEthernet(source: u64, destination: u64): void {
  writeEther(MACS, destination);
  writeEther(MACS + 6, source);
  frame.octets = <u32>MACS;
  frame.present |= HAS_ETHER_SOURCE | HAS_ETHER_DESTINATION;
  frame.ether = namingEther(frame);
}

function writeEther(at: usize, ether: u64): void {
  for (let k = 0; k < 6; k++) store<u8>(at + k, <u8>(ether >> ((5 - k) << 3)));
}

/** The same frame on its way back. */
export function reverse(): void {
  const high = frame.sourceHigh;
  const low = frame.sourceLow;
  const port = frame.sourcePort;
  frame.sourceHigh = frame.destinationHigh;
  frame.sourceLow = frame.destinationLow;
  frame.sourcePort = frame.destinationPort;
  frame.destinationHigh = high;
  frame.destinationLow = low;
  frame.destinationPort = port;
  frame.isUp = false;
  if (frame.present & HAS_ETHER_SOURCE) onEthernet(etherDestination(frame), etherSource(frame));
}
