import { DEVICE_KIND_ETHER, DEVICE_KIND_OTHER } from "../../assembly/abi.ts";
import { type Address, formatAddress } from "../address.ts";
import type { DeviceRecord } from "../classifier/device.ts";
import type { FlowRecord } from "../classifier/flow.ts";
import { bytesOf, type CountedCell, type CountryReport, countryReports } from "./countries.ts";
import { etherText } from "./text.ts";

export interface DeviceReport {
  /** MAC or address; absent for what the device table had no room for. */
  readonly device?: string;
  /** Those it sent from; neither unspecified nor group addresses. */
  readonly addresses: readonly string[];
  readonly countries: readonly CountryReport[];
}

/** How a device is called in every output; undefined for DEVICE_OTHER. */
export function deviceText({ kind, identifier }: DeviceRecord): string | undefined {
  if (kind === DEVICE_KIND_OTHER) return undefined;
  return kind === DEVICE_KIND_ETHER ? etherText(identifier.low) : formatAddress(identifier);
}

/** The devices that have flows, those with the most bytes first. */
export function deviceReports(
  devices: readonly DeviceRecord[],
  cells: readonly CountedCell[],
  flows: Iterable<FlowRecord>,
): DeviceReport[] {
  const addresses = addressesByDevice(flows);
  const cellsByDevice = new Map<number, CountedCell[]>();
  for (const cell of cells) {
    const own = cellsByDevice.get(cell.device);
    if (own) own.push(cell);
    else cellsByDevice.set(cell.device, [cell]);
  }
  return [...cellsByDevice]
    .map(([device, own]) => ({
      device: deviceText(devices[device]),
      addresses: [...(addresses.get(device) ?? [])],
      countries: countryReports(own),
    }))
    .sort((a, b) => deviceBytes(b) - deviceBytes(a));
}

export function deviceBytes(device: DeviceReport): number {
  return device.countries.reduce((sum, country) => sum + bytesOf(country), 0);
}

/** Bounded by the flows, each of which adds one address at most. */
function addressesByDevice(flows: Iterable<FlowRecord>): Map<number, Set<string>> {
  const byDevice = new Map<number, Set<string>>();
  for (const flow of flows) {
    const { local } = flow;
    if (isUnspecified(local) || isGroup(local)) continue;
    let own = byDevice.get(flow.device);
    if (!own) {
      own = new Set();
      byDevice.set(flow.device, own);
    }
    own.add(formatAddress(local));
  }
  return byDevice;
}

const IPV4_LIMITED_BROADCAST = 0xffffffffn;
const IPV4_MULTICAST = 0xen;

function isUnspecified({ ipv6, high, low }: Address): boolean {
  return ipv6 ? high === 0n && low === 0n : (low & 0xffffffffn) === 0n;
}

/** Multicast, or IPv4's limited broadcast. */
function isGroup({ ipv6, high, low }: Address): boolean {
  if (ipv6) return high >> 56n === 0xffn;
  const bits = low & 0xffffffffn;
  return bits >> 28n === IPV4_MULTICAST || bits === IPV4_LIMITED_BROADCAST;
}
