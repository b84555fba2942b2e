// What the policy says of a flow that is open, whose packets may never come here: conntrack knows it.

import { HAS_SOURCE, HAS_TIME, LINKTYPE_ETHERNET, LINKTYPE_RAW, VERDICT_NAME } from "../abi";
import { batch } from "../batch/area";
import { parse } from "../classify";
import { Flow } from "../flow/flow";
import { kindOf } from "../flow/identity";
import { open } from "../flow/open";
import { find } from "../flow/table";
import { Frame, frameAt } from "../frame";
import { hashOf } from "../hash";
import { IS_LIVE } from "../live";
import { isWaiting } from "../policy/refused";

/**
 * The verdict (VERDICT_*) of the flow that a frame of `size` octets at `at` of the batch belongs to, which is opened
 * where it is not known; the frame is not counted. With VERDICT_NAME where a name would decide that nobody has said.
 * VERDICT_NAME alone of what is no packet.
 */
export function verdictOfFrame(at: u32, size: u32, isEthernet: bool, time: u64): u32 {
  const frame = frameAt(0);
  frame.present = HAS_TIME;
  frame.time = time;
  frame.length = size;
  frame.captured = size;
  if (IS_LIVE) frame.packets = 1;
  parse(frame, isEthernet ? LINKTYPE_ETHERNET : LINKTYPE_RAW, batch + at, false);
  if (!(frame.present & HAS_SOURCE)) return VERDICT_NAME;
  const flow = flowOf(frame);
  const verdict: u32 = flow.verdict;
  return isWaiting(flow) ? verdict : verdict & ~VERDICT_NAME;
}

function flowOf(frame: Frame): Flow {
  frame.hash = hashOf(frame, kindOf(frame), frame.ether);
  const flow = find(frame);
  return flow == null ? open(frame) : flow;
}
