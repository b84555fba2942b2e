import {
  COUNTRIES_MAX,
  COUNTRY_NULL,
  DEVICE_KIND_ETHER,
  DEVICE_KIND_IPV4,
  DEVICE_KIND_IPV6,
  NAME_TEXT,
  OPINIONS_BOTH,
  OPINIONS_EITHER,
  OPINIONS_FIRST,
  POLICY_DEVICE_AREA,
  POLICY_DEVICE_GROUP,
  POLICY_DEVICE_KIND,
  POLICY_DEVICE_SIZE,
  POLICY_DEVICES,
  POLICY_DEVICES_MAX,
  POLICY_EXCEPTIONS_MAX,
  POLICY_GROUPS_MAX,
  POLICY_IS_ENFORCED,
  POLICY_IS_JUDGING,
  POLICY_NAME_AREA,
  POLICY_NAME_RECORD,
  POLICY_NAME_SIZE,
  POLICY_NAMES,
  POLICY_OPINIONS,
  POLICY_RUN_AREA,
  POLICY_RUN_SIZE,
  POLICY_RUN_VERDICTS,
  POLICY_RUNS_MAX,
  POLICY_RUNS4,
  POLICY_RUNS6,
  POLICY_SIZE,
  POLICY_TUNNELS,
  POLICY_VERDICTS,
  VERDICT_ACCEPT,
  VERDICT_NONE,
} from "../../assembly/abi.ts";
import { type Address, parseAddress } from "../address.ts";
import { parseEther } from "../ether.ts";
import { CODE_UNKNOWN } from "../geo/codes.ts";
import type { AddressRun, GroupVerdicts } from "../policy/address-runs.ts";
import type { GroupPlan, NameVerdicts, VerdictPlan } from "../policy/compile.ts";
import type { DeviceKey } from "../policy/policy.ts";

const OPINIONS = { first: OPINIONS_FIRST, either: OPINIONS_EITHER, both: OPINIONS_BOTH };

/** Writes a plan as abi.ts draws it; `codes` are ISO codes by country number. A plan above the limits is a bug. */
export function writePolicy(view: DataView, plan: VerdictPlan, codes: readonly string[]): void {
  const { groups, devices, runs, names, opinionsDiffer, isEnforcing } = plan;
  const fits =
    groups.length <= POLICY_GROUPS_MAX &&
    devices.length <= POLICY_DEVICES_MAX &&
    runs.length <= POLICY_RUNS_MAX &&
    names.length <= POLICY_EXCEPTIONS_MAX;
  if (!fits) throw new Error("the policy is larger than its limits");
  new Uint8Array(view.buffer, view.byteOffset, POLICY_SIZE).fill(0);
  const runs4 = runs.filter(({ first }) => !first.ipv6).length;
  view.setUint32(POLICY_IS_JUDGING, 1, true);
  view.setUint32(POLICY_IS_ENFORCED, isEnforcing ? 1 : 0, true);
  view.setUint32(POLICY_OPINIONS, OPINIONS[opinionsDiffer], true);
  view.setUint32(POLICY_RUNS4, runs4, true);
  view.setUint32(POLICY_RUNS6, runs.length - runs4, true);
  view.setUint32(POLICY_NAMES, names.length, true);
  view.setUint32(POLICY_DEVICES, devices.length, true);
  for (const [number, group] of groups.entries()) writeGroup(view, number, group, codes);
  for (const [at, run] of runs.entries()) writeRun(view, POLICY_RUN_AREA + at * POLICY_RUN_SIZE, run);
  writeDevices(view, devices);
  const sorted = names.map(encoded).sort(bySizeAndOctets);
  for (const [at, name] of sorted.entries()) writeName(view, at, name);
}

function writeGroup(view: DataView, number: number, group: GroupPlan, codes: readonly string[]): void {
  const { byCode, otherwise, tunnel } = group;
  const at = POLICY_VERDICTS + number * COUNTRIES_MAX;
  for (let country = 0; country < COUNTRIES_MAX; country++)
    view.setUint8(at + country, byCode.get(codes[country] || CODE_UNKNOWN) ?? otherwise);
  view.setUint8(at + COUNTRY_NULL, VERDICT_ACCEPT);
  view.setUint8(POLICY_TUNNELS + number, tunnel);
}

function writeRun(view: DataView, at: number, { first, verdicts }: AddressRun): void {
  writeAddress(view, at, first);
  writeVerdicts(view, at + POLICY_RUN_VERDICTS, verdicts);
}

function writeDevices(view: DataView, devices: VerdictPlan["devices"]): void {
  const entries = devices.map(({ key, group }) => ({ ...identifierOf(key), group }));
  entries.sort(
    (a, b) =>
      a.kind - b.kind || compare(a.address.high, b.address.high) || compare(a.address.low, b.address.low),
  );
  entries.forEach(({ kind, address, group }, index) => {
    const at = POLICY_DEVICE_AREA + index * POLICY_DEVICE_SIZE;
    writeAddress(view, at, address);
    view.setUint32(at + POLICY_DEVICE_KIND, kind, true);
    view.setUint32(at + POLICY_DEVICE_GROUP, group, true);
  });
}

/** As the device table knows it. */
function identifierOf(key: DeviceKey): {
  readonly kind: number;
  readonly address: Pick<Address, "high" | "low">;
} {
  const ether = parseEther(key);
  if (ether !== undefined) return { kind: DEVICE_KIND_ETHER, address: { high: 0n, low: ether } };
  const address = parseAddress(key);
  if (!address) throw new Error(`${key} is no device`);
  return { kind: address.ipv6 ? DEVICE_KIND_IPV6 : DEVICE_KIND_IPV4, address };
}

interface EncodedName {
  readonly octets: Uint8Array;
  readonly verdicts: GroupVerdicts;
}

function encoded({ text, verdicts }: NameVerdicts): EncodedName {
  return { octets: new TextEncoder().encode(text), verdicts };
}

function bySizeAndOctets({ octets: a }: EncodedName, { octets: b }: EncodedName): number {
  if (a.length !== b.length) return a.length - b.length;
  const at = a.findIndex((octet, k) => octet !== b[k]);
  return at < 0 ? 0 : a[at] - b[at];
}

function writeName(view: DataView, index: number, { octets, verdicts }: EncodedName): void {
  const at = POLICY_NAME_AREA + index * POLICY_NAME_SIZE;
  writeVerdicts(view, at, verdicts);
  view.setUint8(at + POLICY_NAME_RECORD, octets.length);
  new Uint8Array(view.buffer, view.byteOffset + at + POLICY_NAME_RECORD + NAME_TEXT).set(octets);
}

function writeVerdicts(view: DataView, at: number, verdicts: GroupVerdicts): void {
  for (let group = 0; group < POLICY_GROUPS_MAX; group++)
    view.setUint8(at + group, verdicts[group] ?? VERDICT_NONE);
}

function writeAddress(view: DataView, at: number, { high, low }: Pick<Address, "high" | "low">): void {
  view.setBigUint64(at, high, true);
  view.setBigUint64(at + 8, low, true);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}
