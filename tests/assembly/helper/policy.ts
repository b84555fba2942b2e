// A policy, written part by part as the host writes a whole one; parts in the order that abi.ts asks for.

import {
  COUNTRIES_MAX,
  NAME_TEXT,
  POLICY_DEVICE_AREA,
  POLICY_DEVICE_GROUP,
  POLICY_DEVICE_KIND,
  POLICY_DEVICE_SIZE,
  POLICY_DEVICES,
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
  POLICY_RUNS4,
  POLICY_RUNS6,
  POLICY_SIZE,
  POLICY_TUNNELS,
  POLICY_VERDICTS,
  VERDICT_NONE,
} from "../../../assembly/abi";
import { policyImage } from "../../../assembly/policy/image";

/** Forgets everything; there is a policy, which accepts all. */
export function clearPolicy(): void {
  memory.fill(policyImage, 0, POLICY_SIZE);
  store<u32>(policyImage, 1, POLICY_IS_JUDGING);
}

/** Somebody refuses what it says. */
export function enforce(): void {
  store<u32>(policyImage, 1, POLICY_IS_ENFORCED);
}

export function removePolicy(): void {
  memory.fill(policyImage, 0, POLICY_SIZE);
}

export function setVerdict(group: u32, country: u32, verdict: u32): void {
  store<u8>(policyImage + group * COUNTRIES_MAX + country, <u8>verdict, POLICY_VERDICTS);
}

export function setTunnels(group: u32, verdict: u32): void {
  store<u8>(policyImage + group, <u8>verdict, POLICY_TUNNELS);
}

export function setOpinions(opinions: u32): void {
  store<u32>(policyImage, opinions, POLICY_OPINIONS);
}

function next(counter: usize): u32 {
  const count = load<u32>(policyImage + counter);
  store<u32>(policyImage + counter, count + 1);
  return count;
}

/** The verdict is group 0's; the others have none. */
export function addRun(isIpv6: bool, high: u64, low: u64, verdict: u32): void {
  const runs4 = load<u32>(policyImage, POLICY_RUNS4);
  const run = isIpv6 ? runs4 + next(POLICY_RUNS6) : next(POLICY_RUNS4);
  const at = policyImage + POLICY_RUN_AREA + run * POLICY_RUN_SIZE;
  store<u64>(at, high);
  store<u64>(at, low, 8);
  memory.fill(at + POLICY_RUN_VERDICTS, <u8>VERDICT_NONE, POLICY_GROUPS_MAX);
  store<u8>(at, <u8>verdict, POLICY_RUN_VERDICTS);
}

export function addName(text: string, verdict: u32, group: u32 = 0): void {
  const at = policyImage + POLICY_NAME_AREA + next(POLICY_NAMES) * POLICY_NAME_SIZE;
  memory.fill(at, <u8>VERDICT_NONE, POLICY_GROUPS_MAX);
  store<u8>(at + group, <u8>verdict);
  store<u8>(at, <u8>text.length, POLICY_NAME_RECORD);
  String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, at + POLICY_NAME_RECORD + NAME_TEXT);
}

export function addDevice(kind: u32, high: u64, low: u64, group: u32): void {
  const at = policyImage + POLICY_DEVICE_AREA + next(POLICY_DEVICES) * POLICY_DEVICE_SIZE;
  store<u64>(at, high);
  store<u64>(at, low, 8);
  store<u32>(at, kind, POLICY_DEVICE_KIND);
  store<u32>(at, group, POLICY_DEVICE_GROUP);
}
