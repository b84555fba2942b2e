// A name in the first datagrams of a UDP flow: QUIC Initials, or a DTLS ClientHello.

import { NAME_IS_ECH, NAME_SOURCE_SNI } from "../abi";
import { isEch } from "../app/client-hello";
import { datagram } from "../app/dtls";
import { isInitial } from "../app/quic";
import { NAME_FOUND } from "../app/result";
import { Flow } from "../flow/flow";
import { Frame, placeOf } from "../frame";
import { udpData, udpDataEnd } from "../wire/udp";
import { lookQuic } from "./quic";
import { say } from "./say";
import { CLIENT_IS_REMOTE, NAMING_DONE, NAMING_QUIC } from "./state";

/** Datagrams without a name, after which a flow is done: a DTLS client asks twice (RFC 6347 section 4.2.1). */
const PACKETS_MAX: u64 = 8;

export function lookUdp(frame: Frame, flow: Flow): void {
  const at = udpData(frame.transport);
  const end = udpDataEnd(frame.transport, frame.end);
  if (isInitial(at, end)) {
    flow.naming = NAMING_QUIC | (frame.isUp ? 0 : CLIENT_IS_REMOTE);
    flow.sequence = 0;
    lookQuic(frame, flow);
    return;
  }
  if (datagram(at, end) == NAME_FOUND)
    say(flow, isEch ? NAME_SOURCE_SNI | NAME_IS_ECH : NAME_SOURCE_SNI, placeOf(frame), frame.time);
  if (flow.packetsUp + flow.packetsDown >= PACKETS_MAX) flow.naming = NAMING_DONE;
}
