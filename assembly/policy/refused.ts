// What is refused now, where the policy that is loaded is enforced. Live builds alone ask: in a capture nothing is.

import { POLICY_IS_ENFORCED, VERDICT_ACCEPT, VERDICT_DEFERRED, VERDICT_MASK, VERDICT_NAME } from "../abi";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { CLIENT_IS_REMOTE, CLIENT_KNOWN, maySayName, NAMING_MASK, NAMING_UDP } from "../names/state";
import { NO_NAME } from "../names/table";
import { carriesData } from "../wire/payload";
import { PROTOCOL_UDP } from "../wire/protocol";
import { policyImage } from "./image";

/** Whether somebody refuses what the policy says to drop or to reject. */
export function isEnforced(): bool {
  return load<u32>(policyImage, POLICY_IS_ENFORCED) != 0;
}

/** Whether a name may come that makes the flow's verdict another. */
export function isWaiting(flow: Flow): bool {
  return (flow.verdict & <u16>VERDICT_NAME) != 0 && flow.name == NO_NAME && maySayName(flow.naming);
}

/** Whether no name that may come makes the verdict another of a flow that has said none. */
export function isBeyondNames(flow: Flow): bool {
  return (flow.verdict & <u16>(VERDICT_NAME | VERDICT_DEFERRED)) == 0;
}

/** Whether a frame of a flow that waits leaves room for a name; else none is waited for. */
export function mayLeadToName(frame: Frame, flow: Flow): bool {
  // What a client outside says is not asked about: it goes inwards.
  if (flow.naming & CLIENT_IS_REMOTE) return false;
  if (!frame.isUp || !carriesData(frame)) return true;
  // A hello begins in a client's first datagram, or there is none.
  if (frame.protocol == <u8>PROTOCOL_UDP) return (flow.naming & NAMING_MASK) != NAMING_UDP;
  // Nobody saw the connection open, and this is no beginning of a name: it is from the middle.
  return (flow.naming & CLIENT_KNOWN) != 0;
}

/** Whether its verdict, as far as it is known, is to drop or to reject. */
export function isBlocked(flow: Flow): bool {
  return (flow.verdict & <u16>VERDICT_MASK) != <u16>VERDICT_ACCEPT;
}

/** Whether all that the flow sends is refused. */
export function isRefused(flow: Flow): bool {
  return isBlocked(flow) && !isWaiting(flow);
}
