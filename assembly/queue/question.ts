// What the policy says of a flow that is open, whose packets may never come here: conntrack knows it.

import {
  DEVICE_OTHER,
  FLOW_SIZE,
  HAS_SOURCE,
  HAS_TIME,
  LINKTYPE_ETHERNET,
  VERDICT_ACCEPT,
  VERDICT_DEVICE,
  VERDICT_NAME,
} from "../abi";
import { batch } from "../batch/area";
import { parse } from "../classify";
import { deviceCount, deviceOfEther } from "../device/table";
import { Flow } from "../flow/flow";
import { hashFrame } from "../flow/identity";
import { isWithinLocal } from "../flow/locality";
import { identify } from "../flow/open";
import { find } from "../flow/table";
import { Frame, frameAt } from "../frame";
import { IS_LIVE } from "../live";
import { begin } from "../names/naming";
import { release } from "../names/table";
import { enroll } from "../policy/group";
import { isJudging, judgeWithoutWord } from "../policy/judge";
import { isWaiting } from "../policy/refused";
import { etherDestination, etherSource } from "../wire/ethernet";

/** A flow that is not in the table, and does not come there: its device may be another than it seems now. */
const stranger = changetype<Flow>(memory.data(FLOW_SIZE, 8));

/**
 * The verdict (VERDICT_*) of the flow whose opener would send an Ethernet frame, of `size` octets at `at` of the batch,
 * known or not; the frame is not counted. An end whose MAC nobody knows has 0. With VERDICT_NAME where a name would
 * decide that nobody has said, with VERDICT_DEVICE where the MAC of the local end is 0. What stays within local
 * prefixes is accepted. VERDICT_NAME alone of what is no packet.
 */
export function verdictOfFrame(at: u32, size: u32, time: u64): u32 {
  const frame = frameAt(0);
  frame.present = HAS_TIME;
  frame.time = time;
  frame.length = size;
  frame.captured = size;
  if (IS_LIVE) frame.packets = 1;
  parse(frame, LINKTYPE_ETHERNET, batch + at, false);
  if (!(frame.present & HAS_SOURCE)) return VERDICT_NAME;
  if (isWithinLocal(frame)) return VERDICT_ACCEPT;
  hashFrame(frame);
  const flow = find(frame);
  const verdict = flow == null ? verdictOfStranger(frame) : nowOf(flow);
  return localEther(frame) == 0 ? verdict | VERDICT_DEVICE : verdict;
}

/** Once it is known which end is local. */
function localEther(frame: Frame): u64 {
  return frame.isUp ? etherSource(frame) : etherDestination(frame);
}

function nowOf(flow: Flow): u32 {
  const verdict: u32 = flow.verdict;
  return isWaiting(flow) ? verdict : verdict & ~VERDICT_NAME;
}

function verdictOfStranger(frame: Frame): u32 {
  memory.fill(changetype<usize>(stranger), 0, FLOW_SIZE);
  identify(frame, stranger);
  stranger.device = deviceOf(localEther(frame));
  begin(frame, stranger);
  if (isJudging()) judgeWithoutWord(frame, stranger);
  const verdict = nowOf(stranger);
  release(stranger.dnsName);
  return verdict;
}

function deviceOf(ether: u64): u32 {
  if (ether == 0) return DEVICE_OTHER;
  const known = deviceCount;
  const device = deviceOfEther(ether);
  if (deviceCount != known) enroll(device);
  return device;
}
