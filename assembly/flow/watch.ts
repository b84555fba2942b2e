// Devices that are new.

import { DEVICE_SIZE, EVENT_DEVICE } from "../abi";
import { deviceAt } from "../device/table";
import { append, isTold } from "../events";
import { Frame, placeOf } from "../frame";
import { entryOf, Flow } from "./flow";

/** On the first frame of a device's first flow. */
export function tellDevice(frame: Frame, flow: Flow): void {
  if (!isTold(EVENT_DEVICE)) return;
  const body = append(EVENT_DEVICE, placeOf(frame), entryOf(flow), flow.hash, frame.time, DEVICE_SIZE);
  memory.copy(body, changetype<usize>(deviceAt(flow.device)), DEVICE_SIZE);
}
