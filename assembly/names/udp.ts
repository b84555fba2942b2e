// A name in a datagram of a UDP flow, the first or a later one: QUIC Initials, or a DTLS ClientHello.

import { NAME_IS_ECH, NAME_SOURCE_SNI } from "../abi";
import { isEch } from "../app/client-hello";
import { datagram } from "../app/dtls";
import { holdsInitial } from "../app/quic";
import { NAME_FOUND } from "../app/result";
import { Flow } from "../flow/flow";
import { Frame, placeOf } from "../frame";
import { udpData, udpDataEnd } from "../wire/udp";
import { lookQuic } from "./quic";
import { say } from "./say";
import {
  CLIENT_IS_REMOTE,
  NAMING_DONE,
  NAMING_LATER_QUIC,
  NAMING_LATER_UDP,
  NAMING_MASK,
  NAMING_QUIC,
} from "./state";

/** Datagrams without a name, after which nobody waits for one: a DTLS client asks twice (RFC 6347 section 4.2.1). */
const PACKETS_MAX: u64 = 8;
/** The same after which a flow is done. Who would hide a name behind noise has to send some megabytes of it. */
export const PACKETS_LATER_MAX: u64 = 65536;

export function lookUdp(frame: Frame, flow: Flow): void {
  const at = udpData(frame.transport);
  const end = udpDataEnd(frame.transport, frame.end);
  const isLater = (flow.naming & NAMING_MASK) == NAMING_LATER_UDP;
  if (holdsInitial(at, end)) {
    flow.naming = (isLater ? NAMING_LATER_QUIC : NAMING_QUIC) | (frame.isUp ? 0 : CLIENT_IS_REMOTE);
    flow.sequence = 0;
    lookQuic(frame, flow);
    return;
  }
  if (datagram(at, end) == NAME_FOUND)
    say(flow, isEch ? NAME_SOURCE_SNI | NAME_IS_ECH : NAME_SOURCE_SNI, placeOf(frame), frame.time);
  const packets = flow.packetsUp + flow.packetsDown;
  if (packets >= PACKETS_LATER_MAX) flow.naming = NAMING_DONE;
  else if (packets >= PACKETS_MAX) flow.naming = NAMING_LATER_UDP;
}
