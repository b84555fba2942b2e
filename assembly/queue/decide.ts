// What is decided of a queued packet: its flow's verdict, unless a name may still come that makes it another.

import {
  DECISION_ACCEPT,
  DECISION_BLOCK,
  DECISION_BLOCK_ADDRESS,
  DECISION_HOLD,
  DECISION_WAIT,
  JUDGED_NAMELESS,
  VERDICT_MASK,
} from "../abi";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { finish } from "../names/holding";
import { isByAddress } from "../policy/basis";
import { isWaiting, mayLeadToName } from "../policy/refused";
import { carriesData } from "../wire/payload";
import { countJudged } from "./judged";

/** Of a flow, until it is judged without a name: a handshake, and a server that speaks first. */
const WAITING_PACKETS_MAX: u64 = 32;

/** After the packet was counted in its flow. */
export function decide(frame: Frame, flow: Flow): u32 {
  if (!isWaiting(flow)) return decideNow(flow);
  if (!maySayMore(frame, flow)) return decideNameless(flow);
  return frame.isUp && carriesData(frame) ? DECISION_HOLD : DECISION_WAIT;
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

function maySayMore(frame: Frame, flow: Flow): bool {
  if (flow.packetsUp + flow.packetsDown > WAITING_PACKETS_MAX) return false;
  return mayLeadToName(frame, flow);
}
