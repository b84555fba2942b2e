import { DEVICE_KIND_ETHER, DEVICE_KIND_OTHER } from "../../assembly/abi.ts";
import { type Address, formatAddress } from "../address.ts";
import type { DeviceRecord } from "../classifier/device.ts";
import { formatEther } from "../ether.ts";
import type { CellSums } from "./cell-sums.ts";
import { byBytes, type Counted, type CountryReport, cellReport } from "./countries.ts";
import { type IdentityReport, identityReport, type KnownDevices } from "./identity.ts";

export interface DeviceReport extends IdentityReport {
  /** MAC or address; absent for what the device table had no room for. */
  readonly device?: string;
  /** Those it sent from; neither unspecified nor group addresses. */
  readonly addresses: readonly string[];
  readonly countries: readonly CountryReport[];
}

/** How a device is called in every output; undefined for DEVICE_OTHER. */
export function deviceText({ kind, identifier }: DeviceRecord): string | undefined {
  if (kind === DEVICE_KIND_OTHER) return undefined;
  return kind === DEVICE_KIND_ETHER ? formatEther(identifier.low) : formatAddress(identifier);
}

/** Its MAC, where that is what it is known by. */
export function etherOf({ kind, identifier }: DeviceRecord): bigint | undefined {
  return kind === DEVICE_KIND_ETHER ? identifier.low : undefined;
}

/** At most `count` of the devices that have flows, those with the most bytes first. Only of these are details gathered. */
export function deviceReports(
  counted: Counted,
  { deviceBytes }: CellSums,
  known: KnownDevices,
  count: number,
): DeviceReport[] {
  const chosen = new Map(
    mostBytes(deviceBytes, count).map((device) => [
      device,
      { countries: [] as CountryReport[], addresses: new Set<string>() },
    ]),
  );
  counted.eachCell((cell) => {
    const device = chosen.get(cell.device);
    if (device && cell.flows > 0) device.countries.push(cellReport(cell, counted));
  });
  counted.eachFlow((flow) => {
    const device = chosen.get(flow.device);
    if (!device) return;
    const own = ownAddress(flow.local);
    if (own !== undefined) device.addresses.add(own);
  });
  return [...chosen].map(([number, { countries, addresses }]) => {
    const record = counted.devices[number];
    const device = deviceText(record);
    const own = [...addresses];
    const identity = device === undefined ? {} : identityReport(known, device, etherOf(record), own);
    return { device, addresses: own, ...identity, countries: byBytes(countries) };
  });
}

/** Numbers of devices that have bytes; among equals the one that came first. */
function mostBytes(bytes: Float64Array, count: number): number[] {
  // Sorted without a comparison of ours, in a tenth of its time; that is then asked for few.
  const least = bytes.toSorted().at(-count) ?? 0;
  const devices: number[] = [];
  bytes.forEach((sum, device) => {
    if (sum > 0 && sum >= least) devices.push(device);
  });
  return devices.sort((a, b) => bytes[b] - bytes[a]).slice(0, count);
}

/** As text; undefined for the unspecified address and for group addresses, which are nobody's own. */
export function ownAddress(local: Address): string | undefined {
  return isUnspecified(local) || isGroup(local) ? undefined : formatAddress(local);
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
