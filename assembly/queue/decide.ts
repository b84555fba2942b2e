// What is decided of a queued packet: its flow's verdict, unless a name may still come that makes it another.

import {
  DECISION_ACCEPT,
  DECISION_BLOCK,
  DECISION_BLOCK_ADDRESS,
  DECISION_HOLD,
  DECISION_WAIT,
  JUDGED_NAMELESS,
  VERDICT_MASK,
  VERDICT_NAME,
} from "../abi";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { finish } from "../names/holding";
import { CLIENT_IS_REMOTE, maySayName, NAMING_MASK, NAMING_UDP } from "../names/state";
import { NO_NAME } from "../names/table";
import { isByAddress } from "../policy/basis";
import { PROTOCOL_TCP, PROTOCOL_UDP } from "../wire/protocol";
import { tcpData } from "../wire/tcp";
import { udpData } from "../wire/udp";
import { countJudged } from "./judged";

/** Of a flow, until it is judged without a name: a handshake, and a server that speaks first. */
const WAITING_PACKETS_MAX: u64 = 32;

/** After the packet was counted in its flow. */
export function decide(frame: Frame, flow: Flow): u32 {
  if (!isWaiting(flow)) return decideNow(flow);
  const hasData = frame.isUp && carriesData(frame);
  if (!maySayMore(frame, flow, hasData)) return decideNameless(flow);
  return hasData ? DECISION_HOLD : DECISION_WAIT;
}

/** By what is known now. */
export function decideNow(flow: Flow): u32 {
  if (!(flow.verdict & <u16>VERDICT_MASK)) return DECISION_ACCEPT;
  return isByAddress(flow) ? DECISION_BLOCK_ADDRESS : DECISION_BLOCK;
}

/** No name came, and none is waited for any more: what holds without one decides. */
export function decideNameless(flow: Flow): u32 {
  countJudged(JUDGED_NAMELESS);
  finish(flow);
  return decideNow(flow);
}

/** Whether a name may come that makes its verdict another. */
export function isWaiting(flow: Flow): bool {
  return (flow.verdict & <u16>VERDICT_NAME) != 0 && flow.name == NO_NAME && maySayName(flow.naming);
}

function maySayMore(frame: Frame, flow: Flow, hasData: bool): bool {
  // What a client outside says is not asked about: it goes inwards.
  if (flow.naming & CLIENT_IS_REMOTE) return false;
  if (flow.packetsUp + flow.packetsDown > WAITING_PACKETS_MAX) return false;
  // A hello begins in a client's first datagram, or there is none.
  return !hasData || frame.protocol != <u8>PROTOCOL_UDP || (flow.naming & NAMING_MASK) != NAMING_UDP;
}

function carriesData(frame: Frame): bool {
  if (frame.transport == 0) return false;
  const protocol: u32 = frame.protocol;
  if (protocol == PROTOCOL_TCP) return tcpData(frame.transport) < frame.end;
  return protocol == PROTOCOL_UDP && udpData(frame.transport) < frame.end;
}
