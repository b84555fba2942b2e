// What the policy says of a flow that is open, whose packets may never come here: conntrack knows it.

import {
  DEVICE_OTHER,
  FLOW_SIZE,
  HAS_SOURCE,
  HAS_TIME,
  LINKTYPE_ETHERNET,
  LINKTYPE_RAW,
  VERDICT_NAME,
} from "../abi";
import { batch } from "../batch/area";
import { parse } from "../classify";
import { deviceCount, deviceOfEther } from "../device/table";
import { Flow } from "../flow/flow";
import { kindOf } from "../flow/identity";
import { identify } from "../flow/open";
import { find } from "../flow/table";
import { Frame, frameAt } from "../frame";
import { hashOf } from "../hash";
import { IS_LIVE } from "../live";
import { begin } from "../names/naming";
import { release } from "../names/table";
import { enroll } from "../policy/group";
import { isJudging, judgeWithoutWord } from "../policy/judge";
import { isWaiting } from "../policy/refused";
import { etherSource } from "../wire/ethernet";

/** A flow that is not in the table, and does not come there: its device may be another than it seems now. */
const stranger = changetype<Flow>(memory.data(FLOW_SIZE, 8));

/**
 * The verdict (VERDICT_*) of the flow that a frame up, of `size` octets at `at` of the batch, belongs to, known or not;
 * the frame is not counted. With VERDICT_NAME where a name would decide that nobody has said. VERDICT_NAME alone of
 * what is no packet.
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
  frame.hash = hashOf(frame, kindOf(frame), frame.ether);
  const flow = find(frame);
  return flow == null ? verdictOfStranger(frame, isEthernet) : nowOf(flow);
}

function nowOf(flow: Flow): u32 {
  const verdict: u32 = flow.verdict;
  return isWaiting(flow) ? verdict : verdict & ~VERDICT_NAME;
}

function verdictOfStranger(frame: Frame, isEthernet: bool): u32 {
  memory.fill(changetype<usize>(stranger), 0, FLOW_SIZE);
  identify(frame, stranger);
  stranger.device = isEthernet ? knownDevice(etherSource(frame)) : DEVICE_OTHER;
  begin(frame, stranger);
  if (isJudging()) judgeWithoutWord(frame, stranger);
  const verdict = nowOf(stranger);
  release(stranger.dnsName);
  return verdict;
}

function knownDevice(ether: u64): u32 {
  const known = deviceCount;
  const device = deviceOfEther(ether);
  if (deviceCount != known) enroll(device);
  return device;
}
