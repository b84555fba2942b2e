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

/**
 * The devices that have flows, those with the most bytes first, at most `count`. `flows` gives the addresses; only
 * those of the devices asked for are looked at.
 */
export function deviceReports(
  devices: readonly DeviceRecord[],
  cells: readonly CountedCell[],
  flows: Iterable<FlowRecord>,
  count: number,
): DeviceReport[] {
  const bytes = new Map<number, number>();
  for (const cell of cells) bytes.set(cell.device, (bytes.get(cell.device) ?? 0) + bytesOf(cell));
  const chosen = [...bytes]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([device]) => ({ device, cells: [] as CountedCell[], addresses: new Set<string>() }));
  const byNumber = new Map(chosen.map((entry) => [entry.device, entry]));
  for (const cell of cells) byNumber.get(cell.device)?.cells.push(cell);
  for (const flow of flows) byNumber.get(flow.device)?.addresses.add(ownAddress(flow.local));
  return chosen.map(({ device, cells, addresses }) => ({
    device: deviceText(devices[device]),
    addresses: [...addresses].filter((address) => address !== NO_ADDRESS),
    countries: countryReports(cells),
  }));
}

/** Stands for the unspecified address and for group addresses, which are nobody's own. */
const NO_ADDRESS = "";

function ownAddress(local: Address): string {
  return isUnspecified(local) || isGroup(local) ? NO_ADDRESS : formatAddress(local);
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
