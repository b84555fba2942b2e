// Devices: who is at home. Found by MAC, or by address where the link layer has none; looked up per flow.
//
//  index   | device, 0 = free | x 2 DEVICES_MAX, probed linearly
//  entries | Device, 24 octets| x DEVICES_MAX; entry 0 takes what finds no room

import { DEVICE_KIND_ETHER, DEVICE_KIND_IPV4, DEVICE_KIND_IPV6, DEVICE_OTHER, DEVICE_SIZE } from "../abi";
import { hashOfIdentifier } from "../hash";

@unmanaged
export class Device {
  /** The MAC in `low`, or both halves of an address. */
  high: u64;
  low: u64;
  kind: u32;
  /** Flows opened so far. */
  flows: u32;
}
if (offsetof<Device>() != DEVICE_SIZE) ERROR("Device");

// @ts-expect-error: the release targets of asconfig.json define it; specs use a small table.
export const devicesMax: u32 = isDefined(DEVICES_MAX) ? DEVICES_MAX : 16;
const SLOTS: u32 = devicesMax * 2;

const slots: usize = memory.data(SLOTS * 4, 64);
export const devices: usize = memory.data(devicesMax * DEVICE_SIZE, 64);
/** Devices in the table, with entry 0. */
export let deviceCount: u32 = 1;
/** Flows whose device found no room. */
export let devicesRefused: u64 = 0;

export function deviceAt(device: u32): Device {
  return changetype<Device>(devices + device * DEVICE_SIZE);
}

export function deviceOfEther(ether: u64): u32 {
  return findOrAdd(0, ether, DEVICE_KIND_ETHER);
}

export function deviceOfAddress(high: u64, low: u64, isIpv6: bool): u32 {
  return findOrAdd(high, low, isIpv6 ? DEVICE_KIND_IPV6 : DEVICE_KIND_IPV4);
}

function findOrAdd(high: u64, low: u64, kind: u32): u32 {
  let slot = hashOfIdentifier(high, low, kind) & (SLOTS - 1);
  for (; ; slot = (slot + 1) & (SLOTS - 1)) {
    const entry = load<u32>(slots + (slot << 2));
    if (entry == 0) break;
    const device = deviceAt(entry);
    if (device.low == low && device.high == high && device.kind == kind) return entry;
  }
  if (deviceCount == devicesMax) {
    devicesRefused++;
    return DEVICE_OTHER;
  }
  const entry = deviceCount++;
  store<u32>(slots + (slot << 2), entry);
  const device = deviceAt(entry);
  device.high = high;
  device.low = low;
  device.kind = kind;
  return entry;
}
