import type { DeviceKey, Policy } from "./policy.ts";

/** Devices for which every rule says the same. */
export interface DeviceGroup {
  /** One of them, to ask for all; undefined for those that nobody names. */
  readonly example: DeviceKey | undefined;
  readonly keys: readonly DeviceKey[];
}

/** What rules say of a device, one after the other: each is a step from where the ones before it lead. */
interface Step extends Map<string, Step> {}

/** The group of devices that nobody names first; some of the others may turn out to be treated as they are. */
export function groupsOf(policy: Policy): DeviceGroup[] {
  const start: Step = new Map();
  const reached = new Map<DeviceKey, Step>();
  const go = (keys: Iterable<DeviceKey>, trait: string): void => {
    for (const key of keys) {
      const from = reached.get(key) ?? start;
      const to: Step = from.get(trait) ?? new Map();
      from.set(trait, to);
      reached.set(key, to);
    }
  };
  for (const { keys, policy: own } of policy.devices) {
    // Who is known is told apart only where that matters.
    if (policy.newDevices === "off") for (const key of keys) reached.set(key, reached.get(key) ?? start);
    else go(keys, "known");
    if (own !== undefined) go(keys, own);
  }
  for (const { devices = [], place } of [...policy.countries, ...policy.exceptions]) go(devices, place);

  const groups = new Map<Step, DeviceKey[]>([[start, []]]);
  for (const [key, step] of reached) {
    const keys = groups.get(step);
    if (keys) keys.push(key);
    else groups.set(step, [key]);
  }
  return [...groups].map(([step, keys]) => ({ example: step === start ? undefined : keys[0], keys }));
}
