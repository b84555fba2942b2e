// A datagram leaves the classifier whole; its body is drawn in abi.ts.

import {
  DATAGRAM_DESTINATION_PORT,
  DATAGRAM_ETHER_SOURCE,
  DATAGRAM_OCTETS,
  DATAGRAM_OCTETS_SIZE,
  DATAGRAM_PRESENT,
  DATAGRAM_SOURCE,
  DATAGRAM_SOURCE_PORT,
  HAS_ETHER_SOURCE,
} from "../abi";
import { append } from "../events";
import { entryOf, Flow } from "../flow/flow";
import { Frame, placeOf } from "../frame";
import { etherSource } from "../wire/ethernet";

export function sendDatagram(kind: u32, frame: Frame, flow: Flow, at: usize, end: usize): void {
  const size = <u32>(end - at);
  const body = append(kind, placeOf(frame), entryOf(flow), flow.hash, frame.time, DATAGRAM_OCTETS + size);
  store<u64>(body, frame.sourceHigh, DATAGRAM_SOURCE);
  store<u64>(body, frame.sourceLow, DATAGRAM_SOURCE + 8);
  store<u64>(body, frame.present & HAS_ETHER_SOURCE ? etherSource(frame) : 0, DATAGRAM_ETHER_SOURCE);
  store<u32>(body, frame.present, DATAGRAM_PRESENT);
  store<u16>(body, frame.sourcePort, DATAGRAM_SOURCE_PORT);
  store<u16>(body, frame.destinationPort, DATAGRAM_DESTINATION_PORT);
  store<u32>(body, size, DATAGRAM_OCTETS_SIZE);
  memory.copy(body + DATAGRAM_OCTETS, at, size);
}
