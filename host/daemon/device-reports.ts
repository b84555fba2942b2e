import { byBytes, bytesOf } from "../report/countries.ts";
import type { DeviceReport } from "../report/devices.ts";
import { identityReport, type KnownDevices } from "../report/identity.ts";
import type { Sums } from "./sums.ts";

/** Devices that have flows, the most bytes first. `addresses` are those that each is seen to use. */
export function deviceReports(
  sums: Sums,
  addresses: ReadonlyMap<string, readonly string[]>,
  known: KnownDevices,
): DeviceReport[] {
  const reports = [...sums.devices.values()].map(({ device, ether, countries }): DeviceReport => {
    const own = (device !== undefined && addresses.get(device)) || [];
    const identity = device === undefined ? {} : identityReport(known, device, ether, own);
    return { device, addresses: own, ...identity, countries: byBytes([...countries.values()]) };
  });
  const bytes = new Map(
    reports.map((report) => [report, report.countries.reduce((sum, country) => sum + bytesOf(country), 0)]),
  );
  return reports.sort((a, b) => bytes.get(b)! - bytes.get(a)!);
}
