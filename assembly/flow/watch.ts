// Devices that are new, where the host wants to hear of them.

import { DEVICE_SIZE, EVENT_DEVICE } from "../abi";
import { deviceAt } from "../device/table";
import { append } from "../events";
import { Frame, placeOf } from "../frame";
import { entryOf, Flow } from "./flow";

let isWatching: bool = false;

/** Whether new devices are told; they are not, unless asked for. */
export function setWatching(watching: bool): void {
  isWatching = watching;
}

/** On the first frame of a device's first flow. */
export function tellDevice(frame: Frame, flow: Flow): void {
  if (!isWatching) return;
  const body = append(EVENT_DEVICE, placeOf(frame), entryOf(flow), flow.hash, frame.time, DEVICE_SIZE);
  memory.copy(body, changetype<usize>(deviceAt(flow.device)), DEVICE_SIZE);
}
