// Which rule decides. The precedence is what stands here, in reading order; compile.ts asks the same functions.
//
//   1 an exception by address: the longest prefix; one of IPv4 stands in 64:ff9b::/96 as well, 96 bits longer
//   2 an address that stays at home, or no address: nothing decides, the flow passes
//   3 an exception by host name: the name itself, then the longest *.suffix
//   4 an exception by device
//   5 the country: a rule that names the device, then one that has hours, then any; else the device's own policy; else
//     unknown_country for ZZ; else default_action. Where two opinions differ, opinions_differ says which of their
//     actions counts
//   6 tunnels and new_devices, where they are stricter than what 5 says
//
// In 1 and 3, of two exceptions for one target the one that names the device decides. An address is a fact and stands
// before a name, which is a claim of the device.

import { type Address, formatPrefix } from "../address.ts";
import { CODE_UNKNOWN } from "../geo/codes.ts";
import { type Action, isStricter } from "./action.ts";
import { matchesHost, narrowness } from "./host-pattern.ts";
import { fit } from "./nat64.ts";
import type { CountryRule, DeviceKey, Exception, Policy } from "./policy.ts";

/** A flow, as far as a policy asks. */
export interface Question {
  /** Undefined for one that the device table had no room for. */
  readonly device?: DeviceKey;
  /** Of the remote end; absent where a capture cut it off. */
  readonly address?: Address;
  /** ISO code; ZZ for the unknown, null for addresses that stay at home. */
  readonly country: string | null;
  /** The second opinion, where it differs. */
  readonly otherCountry?: string;
  /** What the flow says, else what its device had asked for. */
  readonly name?: string;
  readonly isTunnel: boolean;
}

/** What decides: the section or option, and what it says. */
export interface Reason {
  readonly kind: "exception" | "home" | "country" | "device" | "option";
  /** Such as exception[0] or default_action. */
  readonly place: string;
  /** What in it fits: an address, a name, a code. */
  readonly target?: string;
  readonly action: Action;
}

const HOME: Reason = { kind: "home", place: "", action: "off" };

export function decide(policy: Policy, question: Question): Reason {
  const { country, address, name, device } = question;
  const seen = seenBy(policy, device);
  const byAddress = address && exceptionForAddress(seen, address);
  if (byAddress) return byAddress;
  if (country === null) return HOME;
  return (
    (name === undefined ? undefined : exceptionForName(seen, name)) ??
    exceptionForAll(seen) ??
    byCountry(seen, question, country)
  );
}

/** What of a policy is about a device, in the order of precedence among equals; the functions below take no other. */
export function seenBy(policy: Policy, device: DeviceKey | undefined): SeenPolicy {
  const isAbout = ({ devices }: Pick<Exception, "devices">): boolean =>
    devices === undefined || (device !== undefined && devices.has(device));
  return {
    ...policy,
    countries: policy.countries.filter(isAbout).sort((a, b) => ruleRank(b) - ruleRank(a)),
    exceptions: policy.exceptions
      .filter(isAbout)
      .sort((a, b) => Number(b.devices !== undefined) - Number(a.devices !== undefined)),
    devices: policy.devices.filter(({ keys }) => device !== undefined && keys.includes(device)),
    seen: true,
  };
}

/** A policy as one device sees it. */
export interface SeenPolicy extends Policy {
  readonly seen: true;
}

/** The same policy without what decided; undefined where nothing can be taken away. */
export function without(policy: Policy, { kind, place }: Reason): Policy | undefined {
  const isOther = (one: { readonly place: string }) => one.place !== place;
  switch (kind) {
    case "exception":
      return { ...policy, exceptions: policy.exceptions.filter(isOther) };
    case "country":
      return { ...policy, countries: policy.countries.filter(isOther) };
    case "device":
      return {
        ...policy,
        devices: policy.devices.map((one) => (isOther(one) ? one : { ...one, policy: undefined })),
      };
    case "option":
      if (place === "tunnels") return { ...policy, tunnels: "off" };
      if (place === "new_devices") return { ...policy, newDevices: "off" };
      return place === "unknown_country" ? { ...policy, unknownCountry: undefined } : undefined;
    case "home":
      return undefined;
  }
}

export function exceptionForAddress({ exceptions }: SeenPolicy, address: Address): Reason | undefined {
  return narrowest(
    exceptions,
    ({ addresses }) => addresses.filter((prefix) => fit(prefix, address) !== undefined),
    (prefix) => fit(prefix, address)!,
    formatPrefix,
  );
}

export function exceptionForName({ exceptions }: SeenPolicy, name: string): Reason | undefined {
  return narrowest(
    exceptions,
    ({ hosts }) => hosts.filter((pattern) => matchesHost(pattern, name)),
    narrowness,
    (pattern) => pattern,
  );
}

/** Of the targets that fit, the narrowest; of equal ones the first. */
function narrowest<T>(
  exceptions: readonly Exception[],
  targetsOf: (exception: Exception) => readonly T[],
  narrownessOf: (target: T) => number,
  textOf: (target: T) => string,
): Reason | undefined {
  let best: { readonly exception: Exception; readonly target: T } | undefined;
  for (const exception of exceptions)
    for (const target of targetsOf(exception))
      if (!best || narrownessOf(target) > narrownessOf(best.target)) best = { exception, target };
  return best && reasonOf(best.exception, textOf(best.target));
}

/** One that names neither addresses nor hosts. */
export function exceptionForAll({ exceptions }: SeenPolicy): Reason | undefined {
  const found = exceptions.find(({ addresses, hosts }) => addresses.length === 0 && hosts.length === 0);
  return found && reasonOf(found, undefined);
}

function reasonOf({ place, action }: Exception, target: string | undefined): Reason {
  return { kind: "exception", place, target, action };
}

function byCountry(policy: SeenPolicy, { otherCountry, isTunnel }: Question, country: string): Reason {
  const first = ruleForCountry(policy, country);
  const other = otherCountry === undefined ? first : ruleForCountry(policy, otherCountry);
  return stricter(policy, isTunnel, ofBoth(policy, first, other));
}

function ofBoth({ opinionsDiffer }: Policy, first: Reason, other: Reason): Reason {
  const isOther =
    (opinionsDiffer === "either" && isStricter(other.action, first.action)) ||
    (opinionsDiffer === "both" && isStricter(first.action, other.action));
  return isOther ? other : first;
}

/** What 6 makes of a reason. */
export function stricter(
  { tunnels, newDevices, devices }: SeenPolicy,
  isTunnel: boolean,
  reason: Reason,
): Reason {
  let strictest = reason;
  if (isTunnel && isStricter(tunnels, strictest.action))
    strictest = { kind: "option", place: "tunnels", action: tunnels };
  if (devices.length === 0 && isStricter(newDevices, strictest.action))
    strictest = { kind: "option", place: "new_devices", action: newDevices };
  return strictest;
}

/** What 5 says of one opinion. */
export function ruleForCountry(policy: SeenPolicy, code: string): Reason {
  const rule = policy.countries.find(({ codes }) => codes.has(code));
  if (rule) return { kind: "country", place: rule.place, target: code, action: rule.action };
  for (const { place, name, policy: own } of policy.devices)
    if (own !== undefined) return { kind: "device", place, target: name, action: own };
  if (code === CODE_UNKNOWN && policy.unknownCountry !== undefined)
    return { kind: "option", place: "unknown_country", target: code, action: policy.unknownCountry };
  return { kind: "option", place: "default_action", target: code || undefined, action: policy.defaultAction };
}

/** A rule that names devices stands before one with hours, and that before one with neither. */
export function ruleRank({ devices, hours }: Pick<CountryRule, "devices" | "hours">): number {
  return (devices === undefined ? 0 : 2) + (hours.length === 0 ? 0 : 1);
}
