// The policy that a file's sections make, and what is wrong with it as a whole. Sections with mistakes of their own are
// left out, so that those between the others are found at the same time.

import * as v from "valibot";
import type { SuffixKind } from "../policy/exception-conflicts.ts";
import { localMinute } from "../policy/local-time.ts";
import type { DeviceKey, Policy } from "../policy/policy.ts";
import type { Remark } from "../policy/remark.ts";
import { remarksOn } from "../policy/remarks.ts";
import { memberOf } from "./member.ts";
import { type Mistake, placeText, valueText } from "./mistake.ts";
import type { DeviceReference } from "./policy-forms.ts";
import { BORDERTAP_SECTION, COUNTRY_SECTION, DEVICE_SECTION, EXCEPTION_SECTION } from "./schema.ts";

/** What reading a policy looks up. */
export interface PolicyKnowledge {
  /** Without it no host name is taken for a public suffix. */
  readonly suffixKind?: SuffixKind;
  /** Milliseconds since 1970; without it nothing has expired. */
  readonly nowMs?: number;
}

export interface PolicyReading {
  readonly policy: Policy;
  readonly mistakes: readonly Mistake[];
  /** What can stand, and is not what it seems. */
  readonly warnings: readonly Mistake[];
}

/** Of a file as JSON has it. */
export function readPolicy(
  file: unknown,
  { suffixKind = () => "none", nowMs }: PolicyKnowledge,
): PolicyReading {
  const [bordertap] = sectionsOf(file, "bordertap", BORDERTAP_SECTION);
  const options = bordertap?.content ?? v.parse(BORDERTAP_SECTION, {});
  const names = new DeviceNames();
  const devices = sectionsOf(file, "device", DEVICE_SECTION).map(({ place, content }) => {
    names.add(content.name, content.macs);
    return { place, name: content.name, keys: content.macs, policy: content.policy };
  });
  const policy: Policy = {
    blockWith: options.block_with,
    defaultAction: options.default_action,
    unknownCountry: options.unknown_country,
    opinionsDiffer: options.opinions_differ,
    tunnels: options.tunnels,
    newDevices: options.new_devices,
    isRouterJudged: options.router_output,
    timezone: options.timezone,
    devices,
    countries: sectionsOf(file, "country", COUNTRY_SECTION).map(({ place, content }) => ({
      place,
      codes: new Set(content.codes),
      action: content.action,
      devices: names.keysOf(content.device, `${place}.device`),
      hours: content.hours,
    })),
    exceptions: sectionsOf(file, "exception", EXCEPTION_SECTION).map(({ place, content }) => ({
      place,
      addresses: content.address,
      hosts: content.host,
      action: content.action,
      devices: names.keysOf(content.device, `${place}.device`),
      expires: content.expires,
    })),
  };
  const now = nowMs === undefined ? Number.NEGATIVE_INFINITY : localMinute(nowMs, policy.timezone);
  const remarks = remarksOn(policy, suffixKind, now);
  return {
    policy,
    mistakes: [...names.mistakes, ...remarks.filter(({ isMistake }) => isMistake).map(toldAs)],
    warnings: remarks.filter(({ isMistake }) => !isMistake).map(toldAs),
  };
}

/** The sections of a name that are right by themselves, and where they stand. */
function sectionsOf<const T extends v.GenericSchema>(file: unknown, name: string, schema: T) {
  const content = memberOf(file, name);
  const several = Array.isArray(content);
  const all: readonly unknown[] = several ? content : content === undefined ? [] : [content];
  return all.flatMap((one, at) => {
    const { success, output } = v.safeParse(schema, one);
    return success ? [{ place: placeText(several ? [name, at] : [name]), content: output }] : [];
  });
}

/** Device sections by name. */
class DeviceNames {
  readonly mistakes: Mistake[] = [];
  readonly #keys = new Map<string, DeviceKey[]>();

  add(name: string, keys: readonly DeviceKey[]): void {
    this.#keys.set(name, [...(this.#keys.get(name) ?? []), ...keys]);
  }

  /** Undefined where none is named: all devices. */
  keysOf(references: readonly DeviceReference[], option: string): ReadonlySet<DeviceKey> | undefined {
    if (references.length === 0) return undefined;
    const keys = references.flatMap(({ key, name = "" }) => {
      if (key !== undefined) return [key];
      const known = this.#keys.get(name);
      if (!known)
        this.mistakes.push({
          option,
          value: valueText(name),
          reason: "no device section has this name.",
          remedy: "Give a MAC, or a device section with this name.",
        });
      return known ?? [];
    });
    return new Set(keys);
  }
}

function toldAs({ option, value, reason, remedy }: Remark): Mistake {
  return { option, value: valueText(value), reason, remedy };
}
