// What a device was told by DNS, and what it had been told when it opens a flow.

import {
  DEVICE_KIND_ETHER,
  DEVICE_KIND_IPV4,
  DEVICE_KIND_IPV6,
  DEVICE_OTHER,
  DNS_ADDRESS_HIGH,
  DNS_ADDRESS_LOW,
  DNS_ADDRESS_SIZE,
  DNS_ADDRESS_TTL,
  HAS_ETHER_DESTINATION,
  HOST_NAME_MAX,
  IS_IPV6,
} from "../abi";
import { addresses, resolve, resolvedName, resolvedNameSize } from "../app/dns-addresses";
import { deviceAt } from "../device/table";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { etherDestination } from "../wire/ethernet";
import { recall, remember, takeNameAt } from "./cache";
import { hold, NO_NAME, release } from "./table";

/** The name that the flow's device had for its remote end, with a reference to it; NO_NAME where none. */
export function recallName(frame: Frame, flow: Flow): u32 {
  if (flow.device == DEVICE_OTHER) return NO_NAME;
  const device = deviceAt(flow.device);
  return hold(recall(device.high, device.low, device.kind, flow.remoteHigh, flow.remoteLow, frame.time));
}

/** Remembers the addresses in the message that was just decoded, for the device that it was sent to. */
export function learn(frame: Frame, flow: Flow): void {
  const count = resolve();
  const size = resolvedNameSize;
  if (count == 0 || size - 1 >= HOST_NAME_MAX) return;
  const name = takeNameAt(resolvedName, size, frame.time);
  if (name == NO_NAME) return;
  if (!frame.isUp) {
    const device = deviceAt(flow.device);
    if (flow.device != DEVICE_OTHER) rememberAll(frame, count, name, device.high, device.low, device.kind);
  } else if (frame.present & HAS_ETHER_DESTINATION) {
    rememberAll(frame, count, name, 0, etherDestination(frame), DEVICE_KIND_ETHER);
  } else {
    const kind = frame.present & IS_IPV6 ? DEVICE_KIND_IPV6 : DEVICE_KIND_IPV4;
    rememberAll(frame, count, name, frame.destinationHigh, frame.destinationLow, kind);
  }
  release(name);
}

function rememberAll(frame: Frame, count: u32, name: u32, high: u64, low: u64, kind: u32): void {
  for (let k: u32 = 0; k < count; k++) {
    const address = addresses + k * DNS_ADDRESS_SIZE;
    remember(
      high,
      low,
      kind,
      load<u64>(address, DNS_ADDRESS_HIGH),
      load<u64>(address, DNS_ADDRESS_LOW),
      name,
      load<u32>(address, DNS_ADDRESS_TTL),
      frame.time,
    );
  }
}
