// A flow's first frame: country, side, device and cell are found once and kept in the flow.

import { DEVICE_OTHER, FLOW_SIZE, HAS_ETHER_SOURCE, IS_IPV6, VERDICT_ACCEPT } from "../abi";
import { answers } from "../answers";
import { cellAt, cellOf } from "../counters/cells";
import { deviceAt, deviceCount, deviceOfAddress, deviceOfEther } from "../device/table";
import { Frame } from "../frame";
import { IS_LIVE } from "../live";
import { leave } from "../names/leave";
import { begin as beginNaming } from "../names/naming";
import { enroll } from "../policy/group";
import { isJudging, judgeOpening } from "../policy/judge";
import { etherDestination, etherSource, isGroupEther } from "../wire/ethernet";
import { Flow } from "./flow";
import { kindOf } from "./identity";
import { isFromLocal, isGroup } from "./locality";
import { insert } from "./table";
import { tellDevice } from "./watch";

/** Opens the frame's flow, which `find` has just looked for in vain; sets the frame's answers and isUp. */
export function open(frame: Frame): Flow {
  const flow = insert(frame.hash);
  begin(frame, flow);
  return flow;
}

/** The frame begins another conversation in a flow that `find` has found. */
export function reopen(frame: Frame, flow: Flow): void {
  leave(flow);
  const hash = flow.hash;
  memory.fill(changetype<usize>(flow), 0, FLOW_SIZE);
  flow.hash = hash;
  begin(frame, flow);
}

/** Fills an empty entry of the table. */
function begin(frame: Frame, flow: Flow): void {
  identify(frame, flow);
  const known = deviceCount;
  flow.device = deviceOf(flow, frame);
  const isNewDevice = deviceCount != known;
  flow.cell = cellOf(flow.device, <u8>flow.answer);
  flow.verdict = <u16>VERDICT_ACCEPT;
  flow.first = u64.MAX_VALUE;
  deviceAt(flow.device).flows++;
  cellAt(flow.cell).flows++;
  beginNaming(frame, flow);
  if (IS_LIVE && isNewDevice) tellDevice(frame, flow);
  if (isJudging()) {
    if (isNewDevice) enroll(flow.device);
    judgeOpening(frame, flow);
  }
}

/** Which ends it has; sets the frame's answers and isUp. */
export function identify(frame: Frame, flow: Flow): void {
  answers(frame);
  frame.isUp = isFromLocal(frame);
  const sourcePort: u32 = frame.sourcePort;
  const destinationPort: u32 = frame.destinationPort;
  flow.kind = kindOf(frame);
  if (frame.isUp) {
    flow.localHigh = frame.sourceHigh;
    flow.localLow = frame.sourceLow;
    flow.remoteHigh = frame.destinationHigh;
    flow.remoteLow = frame.destinationLow;
    flow.ports = sourcePort | (destinationPort << 16);
    flow.answer = frame.destinationAnswer;
  } else {
    flow.localHigh = frame.destinationHigh;
    flow.localLow = frame.destinationLow;
    flow.remoteHigh = frame.sourceHigh;
    flow.remoteLow = frame.sourceLow;
    flow.ports = destinationPort | (sourcePort << 16);
    flow.answer = frame.sourceAnswer;
  }
  flow.ether = frame.ether;
}

/** The MAC of the local side, else its address. A group address is never a device. */
function deviceOf(flow: Flow, frame: Frame): u32 {
  const isIpv6 = (frame.present & IS_IPV6) != 0;
  if (frame.present & HAS_ETHER_SOURCE) {
    const ether = frame.isUp ? etherSource(frame) : etherDestination(frame);
    if (!isGroupEther(ether)) return deviceOfEther(ether);
  }
  if (isGroup(flow.localHigh, flow.localLow, isIpv6)) return DEVICE_OTHER;
  return deviceOfAddress(flow.localHigh, flow.localLow, isIpv6);
}
