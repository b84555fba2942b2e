// What the host wants to hear of when a flow opens: a flow to a country that it has flagged, a device that is new.

import { COUNTRIES_MAX, DEVICE_SIZE, EVENT_DEVICE, EVENT_FLOW_OPENED } from "../abi";
import { deviceAt } from "../device/table";
import { append } from "../events";
import { Frame, placeOf } from "../frame";
import { sendFlow } from "./event";
import { entryOf, Flow } from "./flow";

/** By country number, one octet each: not 0 where the host wants to hear of flows to it. */
export const flagged: usize = memory.data(COUNTRIES_MAX, 8);

let isWatching: bool = false;

/** Whether new devices are told; they are not, unless asked for. */
export function setWatching(watching: bool): void {
  isWatching = watching;
}

/** On a flow's first frame, when everything else that opens it is done. */
export function watch(frame: Frame, flow: Flow, isNewDevice: bool): void {
  if (isNewDevice && isWatching) sendDevice(frame, flow);
  if (load<u8>(flagged + <u8>flow.answer) != 0) sendFlow(EVENT_FLOW_OPENED, placeOf(frame), flow, frame.time);
}

function sendDevice(frame: Frame, flow: Flow): void {
  const body = append(EVENT_DEVICE, placeOf(frame), entryOf(flow), flow.hash, frame.time, DEVICE_SIZE);
  memory.copy(body, changetype<usize>(deviceAt(flow.device)), DEVICE_SIZE);
}
