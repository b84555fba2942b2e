// Whether a frame that was not read brings nothing which naming.ts would look at. What is told here to be quiet, `look`
// would leave its flow as it is.

import { CONTENT_TYPE_HANDSHAKE } from "../app/dtls";
import { holdsInitial } from "../app/quic";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { isPlainTcp, plainEnd, plainTcpFlags, plainTransport } from "../wire/plain";
import { TCP_SYN, tcpData } from "../wire/tcp";
import { udpData } from "../wire/udp";
import { CLIENT_KNOWN, isOfClient, NAMING_DONE, NAMING_LATER_UDP, NAMING_MASK } from "./state";
import { outlasts } from "./tcp";
import { PACKETS_LATER_MAX } from "./udp";

/**
 * Of a plain frame that has not been counted in its flow yet; isUp is known. Quiet are acknowledgements, what a server sends,
 * datagrams that do not look like a hello, and all of a flow that is done, but no SYN.
 */
export function isQuiet(frame: Frame, flow: Flow): bool {
  const at: usize = frame.octets;
  const isTcp = isPlainTcp(at);
  if (isTcp && plainTcpFlags(at) & TCP_SYN) return false;
  const naming = flow.naming;
  if (naming == NAMING_DONE) return true;
  const packets = flow.packetsUp + flow.packetsDown + 1;
  const end = plainEnd(frame);
  if (isTcp) {
    const mayBeOfClient = !(naming & CLIENT_KNOWN) || isOfClient(frame.isUp, naming);
    const saysSomething = mayBeOfClient && tcpData(plainTransport(at)) < end;
    return !saysSomething && outlasts(flow, <u32>packets);
  }
  if ((naming & NAMING_MASK) != NAMING_LATER_UDP || packets >= PACKETS_LATER_MAX) return false;
  const data = udpData(plainTransport(at));
  return data >= end || (load<u8>(data) != CONTENT_TYPE_HANDSHAKE && !holdsInitial(data, end));
}
