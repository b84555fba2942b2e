// Flows that opened after another instance had heard their name, and before it got here: a device connects 0.1 ms after
// its answer, and a ring's block alone takes longer.

import { ANSWER_DEVICE, ANSWER_DEVICE_KIND, DEVICE_OTHER } from "../abi";
import { deviceAt } from "../device/table";
import { hasRoomForEvents, NAMING_SIZE_MAX } from "../events";
import { Flow, flowAt } from "../flow/flow";
import { isJudging, judge, judgeSilently } from "../policy/judge";
import { answer } from "./answer";
import { recall } from "./cache";
import { hold, NO_NAME } from "./table";

/** Flows that a late answer still reaches: the last that opened without a name; a power of 2. */
export const LATE_FLOWS_MAX: u32 = 256;

/** Their entries, round and round; one that was evicted since is that of another flow, which is looked at as well. */
const entries: usize = memory.data(LATE_FLOWS_MAX * 4, 64);
let noted: u32 = 0;

export function noteNameless(entry: u32): void {
  store<u32>(entries + ((noted & (LATE_FLOWS_MAX - 1)) << 2), entry);
  noted++;
}

/** Gives the answer that was just remembered, heard at `time`, to those that would have had it. */
export function nameLate(time: u64): void {
  const count = min(noted, LATE_FLOWS_MAX);
  for (let k: u32 = 0; k < count; k++) {
    const flow = flowAt(load<u32>(entries + (k << 2)));
    // A flow without a time has its first one after its last.
    if (flow.dnsName != NO_NAME || flow.first < time || flow.first > flow.last) continue;
    if (!isOfDevice(flow)) continue;
    flow.dnsName = hold(nameOf(flow));
    // What it says itself stands before this, and was asked for its verdict already.
    if (flow.name != NO_NAME || !isJudging()) continue;
    if (hasRoomForEvents(NAMING_SIZE_MAX)) judge(flow, 0, flow.first);
    else judgeSilently(flow);
  }
}

function isOfDevice(flow: Flow): bool {
  if (flow.device == DEVICE_OTHER) return false;
  const device = deviceAt(flow.device);
  return (
    device.high == load<u64>(answer, ANSWER_DEVICE) &&
    device.low == load<u64>(answer, ANSWER_DEVICE + 8) &&
    device.kind == load<u32>(answer, ANSWER_DEVICE_KIND)
  );
}

function nameOf(flow: Flow): u32 {
  const device = deviceAt(flow.device);
  return recall(device.high, device.low, device.kind, flow.remoteHigh, flow.remoteLow, flow.first);
}
