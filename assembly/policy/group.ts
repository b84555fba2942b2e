// The policy group of each device. It is found when the device is, so that its very first flow is judged as it should.

import {
  DEVICE_OTHER,
  POLICY_DEVICE_AREA,
  POLICY_DEVICE_GROUP,
  POLICY_DEVICE_KIND,
  POLICY_DEVICE_SIZE,
  POLICY_DEVICES,
  POLICY_GROUPS_MAX,
} from "../abi";
import { Device, deviceAt, deviceCount, devicesMax } from "../device/table";
import { policyImage } from "./image";

const groups: usize = memory.data(isDefined(DEVICES_MAX) ? DEVICES_MAX : 16);

/** Devices that nobody names, and whoever found no room. */
const GROUP_UNNAMED: u32 = 0;

export function groupOf(device: u32): u32 {
  return load<u8>(groups + device);
}

/** A device was added. */
export function enroll(device: u32): void {
  const group = device == DEVICE_OTHER ? GROUP_UNNAMED : groupIn(deviceAt(device));
  assert(group < POLICY_GROUPS_MAX);
  store<u8>(groups + device, <u8>group);
}

/** The policy names other devices. */
export function enrollAll(): void {
  assert(deviceCount <= devicesMax);
  for (let device: u32 = 0; device < deviceCount; device++) enroll(device);
}

function groupIn(device: Device): u32 {
  let from: u32 = 0;
  let to = load<u32>(policyImage, POLICY_DEVICES);
  while (from < to) {
    const middle = (from + to) >> 1;
    const entry = policyImage + POLICY_DEVICE_AREA + middle * POLICY_DEVICE_SIZE;
    const order = compare(device, entry);
    if (order == 0) return load<u32>(entry, POLICY_DEVICE_GROUP);
    if (order < 0) to = middle;
    else from = middle + 1;
  }
  return GROUP_UNNAMED;
}

/** By kind, high and low. */
function compare(device: Device, entry: usize): i32 {
  const kind = load<u32>(entry, POLICY_DEVICE_KIND);
  if (device.kind != kind) return device.kind < kind ? -1 : 1;
  const high = load<u64>(entry);
  if (device.high != high) return device.high < high ? -1 : 1;
  const low = load<u64>(entry, 8);
  return device.low == low ? 0 : device.low < low ? -1 : 1;
}
