import type { DeviceKey, Policy } from "./policy.ts";

/** Devices for which every rule says the same. */
export interface DeviceGroup {
  /** One of them, to ask for all; undefined for those that nobody names. */
  readonly example: DeviceKey | undefined;
  readonly keys: readonly DeviceKey[];
}

/** The group of devices that nobody names first; some of the others may turn out to be treated as they are. */
export function groupsOf(policy: Policy): DeviceGroup[] {
  const traits = new Map<DeviceKey, string[]>();
  const add = (keys: readonly DeviceKey[], trait: string): void => {
    for (const key of keys) {
      const own = traits.get(key);
      if (own) own.push(trait);
      else traits.set(key, [trait]);
    }
  };
  for (const { keys, policy: own } of policy.devices) {
    // Who is known is told apart only where that matters.
    add(keys, policy.newDevices === "off" ? "" : "known");
    if (own !== undefined) add(keys, own);
  }
  for (const { devices = [], place } of [...policy.countries, ...policy.exceptions]) add(devices, place);

  const groups = new Map<string, DeviceKey[]>();
  for (const [key, own] of traits) {
    const trait = own.filter((one) => one !== "").join(" ");
    const keys = groups.get(trait);
    if (keys) keys.push(key);
    else groups.set(trait, [key]);
  }
  const like = groups.get("") ?? [];
  groups.delete("");
  return [
    { example: undefined, keys: like },
    ...[...groups.values()].map((keys) => ({ example: keys[0], keys })),
  ];
}
