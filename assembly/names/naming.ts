// What a flow's frames say of its name, and which reader each frame goes to. A flow without a name is done after its
// first packets and costs a comparison from then on.

import { HAS_PORTS, OUTCOME_OK } from "../abi";
import { holdsInitial } from "../app/quic";
import { entryOf, Flow } from "../flow/flow";
import { Frame } from "../frame";
import { IS_LIVE } from "../live";
import { PROTOCOL_TCP, PROTOCOL_UDP } from "../wire/protocol";
import { TCP_ACK, TCP_SYN } from "../wire/tcp";
import { udpData } from "../wire/udp";
import { lookDnsTcp, lookDnsUdp, PORT_DNS } from "./dns";
import { lookDnsMulticast } from "./dns-multicast";
import { finish } from "./holding";
import { lookIdentity } from "./identity";
import { isIdentityPort, PORT_MDNS } from "./identity-port";
import { noteNameless } from "./late";
import { recallName } from "./learn";
import { isPort } from "./port";
import { lookQuic } from "./quic";
import { isSharing } from "./share";
import {
  NAMING_DNS_MULTICAST,
  NAMING_DNS_TCP,
  NAMING_DNS_UDP,
  NAMING_DONE,
  NAMING_HTTP,
  NAMING_IDENTITY,
  NAMING_LATER,
  NAMING_LATER_HTTP,
  NAMING_LATER_QUIC,
  NAMING_LATER_UDP,
  NAMING_MASK,
  NAMING_QUIC,
  NAMING_TCP,
  NAMING_TLS,
  NAMING_UDP,
} from "./state";
import { NO_NAME } from "./table";
import { lookNext, lookTcp, lookTls } from "./tcp";
import { lookUdp } from "./udp";

const PORT_LLMNR: u16 = 5355;

/** Packets of a flow without a name, after which one that cannot be read ends the search. */
const UNREAD_PACKETS_MAX: u64 = 64;

let isNaming: bool = true;

/** Whether names are looked for; before the first walk. */
export function setNaming(naming: bool): void {
  isNaming = naming;
}

/** On a flow's first frame: what its device had asked for, and where to look for what it says itself. */
export function begin(frame: Frame, flow: Flow): void {
  if (!isNaming) return;
  flow.dnsName = recallName(frame, flow);
  if (IS_LIVE && isSharing && flow.dnsName == NO_NAME) noteNameless(entryOf(flow));
  flow.naming = frame.present & HAS_PORTS ? placeToLook(frame) : NAMING_DONE;
}

function placeToLook(frame: Frame): u8 {
  const protocol: u32 = frame.protocol;
  if (protocol == PROTOCOL_TCP) return isDnsTcp(frame) ? NAMING_DNS_TCP : NAMING_TCP;
  if (protocol != PROTOCOL_UDP) return NAMING_DONE;
  // Before the ports, which a client may choose to hide behind.
  if (frame.outcome == OUTCOME_OK && holdsInitial(udpData(frame.transport), frame.end)) return NAMING_UDP;
  if (isPort(frame, PORT_DNS)) return NAMING_DNS_UDP;
  if (isPort(frame, PORT_MDNS) || isPort(frame, PORT_LLMNR)) return NAMING_DNS_MULTICAST;
  if (isIdentityPort(frame.destinationPort) || isIdentityPort(frame.sourcePort)) return NAMING_IDENTITY;
  return NAMING_UDP;
}

/** A client that opens a connection from port 53 asks no resolver: it hides what else it says. */
function isDnsTcp(frame: Frame): bool {
  const isOpening = (frame.tcpFlags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
  return isOpening ? frame.destinationPort == PORT_DNS : isPort(frame, PORT_DNS);
}

/** Frames whose headers were cut short: a flow of nothing else says nothing. */
function passUnread(flow: Flow): void {
  const place = flow.naming & NAMING_MASK;
  const saysMore = flow.name != NO_NAME || (place >= NAMING_DNS_UDP && place < NAMING_LATER);
  if (!saysMore && flow.packetsUp + flow.packetsDown > UNREAD_PACKETS_MAX) finish(flow);
}

/**
 * Of a flow that is not done, and of every SYN. A first fragment is read like a frame that was cut behind its headers; later
 * ones bear no ports, and are of a flow that is done.
 */
export function look(frame: Frame, flow: Flow): void {
  if (!isNaming) return;
  if (frame.outcome != OUTCOME_OK) {
    passUnread(flow);
    return;
  }
  switch (flow.naming & NAMING_MASK) {
    case NAMING_DONE:
    case NAMING_TCP:
      lookTcp(frame, flow);
      break;
    case NAMING_HTTP:
    case NAMING_LATER:
    case NAMING_LATER_HTTP:
      lookNext(frame, flow);
      break;
    case NAMING_TLS:
      lookTls(frame, flow);
      break;
    case NAMING_UDP:
    case NAMING_LATER_UDP:
      lookUdp(frame, flow);
      break;
    case NAMING_QUIC:
    case NAMING_LATER_QUIC:
      lookQuic(frame, flow);
      break;
    case NAMING_DNS_UDP:
      lookDnsUdp(frame, flow);
      break;
    case NAMING_DNS_TCP:
      lookDnsTcp(frame, flow);
      break;
    case NAMING_DNS_MULTICAST:
      lookDnsMulticast(frame, flow);
      break;
    case NAMING_IDENTITY:
      lookIdentity(frame, flow);
      break;
  }
}
