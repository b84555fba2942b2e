// What a device was told by DNS, and what it had been told when it opens a flow.

import {
  ANSWER_ADDRESS_COUNT,
  ANSWER_ADDRESSES,
  ANSWER_DEVICE,
  ANSWER_DEVICE_KIND,
  ANSWER_NAME,
  DEVICE_KIND_ETHER,
  DEVICE_KIND_IPV4,
  DEVICE_KIND_IPV6,
  DEVICE_OTHER,
  DNS_ADDRESS_HIGH,
  DNS_ADDRESS_LOW,
  DNS_ADDRESS_SIZE,
  DNS_ADDRESS_TTL,
  DNS_ADDRESSES_MAX,
  HAS_ETHER_DESTINATION,
  HOST_NAME_MAX,
  IS_IPV6,
  NAME_TEXT,
} from "../abi";
import { addresses, resolve, resolvedName, resolvedNameSize } from "../app/dns-addresses";
import { deviceAt } from "../device/table";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { IS_LIVE } from "../live";
import { etherDestination } from "../wire/ethernet";
import { addressCount, answer } from "./answer";
import { recall, remember } from "./cache";
import { nameLate } from "./late";
import { takeNameAt } from "./room";
import { isSharing, share } from "./share";
import { hold, NO_NAME, release } from "./table";

/** The name that the flow's device had for its remote end, with a reference to it; NO_NAME where none. */
export function recallName(frame: Frame, flow: Flow): u32 {
  if (flow.device == DEVICE_OTHER) return NO_NAME;
  const device = deviceAt(flow.device);
  return hold(recall(device.high, device.low, device.kind, flow.remoteHigh, flow.remoteLow, frame.time));
}

/** Remembers the addresses in a message, octets [at, end), `isFirst` of its frame, for the device it was sent to. */
export function learn(frame: Frame, flow: Flow, at: usize, end: usize, isFirst: bool): void {
  if (!setDevice(frame, flow)) return;
  const count = resolve(at, end);
  const size = resolvedNameSize;
  if (count == 0 || size - 1 >= HOST_NAME_MAX) return;
  store<u8>(answer, <u8>size, ANSWER_NAME);
  memory.copy(answer + ANSWER_NAME + NAME_TEXT, resolvedName, size);
  store<u32>(answer, count, ANSWER_ADDRESS_COUNT);
  memory.copy(answer + ANSWER_ADDRESSES, addresses, count * DNS_ADDRESS_SIZE);
  rememberAnswer(frame.time);
  if (IS_LIVE && isSharing) share(frame, flow, isFirst);
}

/** Learns what the host wrote at `answer`: another instance heard it at `time`. */
export function learnName(time: u64): void {
  rememberAnswer(time);
  nameLate(time);
}

/** Notes whom the frame was sent to; false where that is nobody's device. */
function setDevice(frame: Frame, flow: Flow): bool {
  if (!frame.isUp) {
    if (flow.device == DEVICE_OTHER) return false;
    const device = deviceAt(flow.device);
    setIdentifier(device.high, device.low, device.kind);
  } else if (frame.present & HAS_ETHER_DESTINATION) {
    setIdentifier(0, etherDestination(frame), DEVICE_KIND_ETHER);
  } else {
    const kind = frame.present & IS_IPV6 ? DEVICE_KIND_IPV6 : DEVICE_KIND_IPV4;
    setIdentifier(frame.destinationHigh, frame.destinationLow, kind);
  }
  return true;
}

function setIdentifier(high: u64, low: u64, kind: u32): void {
  store<u64>(answer, high, ANSWER_DEVICE);
  store<u64>(answer, low, ANSWER_DEVICE + 8);
  store<u32>(answer, kind, ANSWER_DEVICE_KIND);
}

function rememberAnswer(time: u64): void {
  const count = addressCount();
  const size: u32 = load<u8>(answer, ANSWER_NAME);
  assert(count <= DNS_ADDRESSES_MAX);
  const name = takeNameAt(answer + ANSWER_NAME + NAME_TEXT, size, time);
  if (name == NO_NAME) return;
  for (let k: u32 = 0; k < count; k++) {
    const address = answer + ANSWER_ADDRESSES + k * DNS_ADDRESS_SIZE;
    remember(
      load<u64>(answer, ANSWER_DEVICE),
      load<u64>(answer, ANSWER_DEVICE + 8),
      load<u32>(answer, ANSWER_DEVICE_KIND),
      load<u64>(address, DNS_ADDRESS_HIGH),
      load<u64>(address, DNS_ADDRESS_LOW),
      name,
      load<u32>(address, DNS_ADDRESS_TTL),
      time,
    );
  }
  release(name);
}
