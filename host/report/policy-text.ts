import { countryName } from "../geo/names.ts";
import { ACTIONS, type Action } from "../policy/action.ts";
import { timezoneName } from "../policy/local-time.ts";
import type { Policy } from "../policy/policy.ts";

/** Codes that are named in one line. */
const CODES_SHOWN = 12;

/** What a policy does, one thing a line; printable. */
export function policyLines(policy: Policy, isEnforcing: boolean): string[] {
  const { countries, exceptions, devices, defaultAction, unknownCountry, opinionsDiffer } = policy;
  const { tunnels, newDevices, timezone } = policy;
  const has = (action: Action): boolean =>
    [defaultAction, unknownCountry, tunnels, newDevices].includes(action) ||
    [...countries, ...exceptions].some((one) => one.action === action) ||
    devices.some((one) => one.policy === action);
  const isTimed = countries.some(({ hours }) => hours.length > 0);
  return [
    ...(has("alert") || has("block") ? [] : ["alert on no country"]),
    ...ACTIONS.toReversed().flatMap((action) => countryLines(policy, action)),
    ...(defaultAction === "off" ? [] : [`${verb(defaultAction)} all other countries`]),
    ...(unknownCountry === undefined ? [] : [`${verb(unknownCountry)} what no country is known of`]),
    ...(opinionsDiffer === "first" ? [] : [`take ${opinionsText(opinionsDiffer)} where two opinions differ`]),
    ...(tunnels === "off" ? [] : [`${verb(tunnels)} tunnels`]),
    ...(newDevices === "off" ? [] : [`${verb(newDevices)} whatever devices do that no section names`]),
    ...devices.flatMap((one) =>
      one.policy === undefined ? [] : [`${verb(one.policy)} other countries for ${one.name}`],
    ),
    ...(exceptions.length > 0 ? [`make ${count(exceptions.length, "exception")}`] : []),
    ...(isTimed ? [`take hours for those of ${timezoneName(timezone)}`] : []),
    ...(!isEnforcing && has("block")
      ? ["only alert where a rule says block, for mode alert refuses nothing"]
      : []),
  ];
}

function countryLines({ countries }: Policy, action: Action): string[] {
  return countries
    .filter((rule) => rule.action === action)
    .map(({ codes, devices, hours }) => {
      const shown = [...codes].slice(0, CODES_SHOWN).map((code) => `${code} ${countryName(code)}`);
      const more = codes.size - shown.length;
      const parts = [
        `${verb(action)} ${shown.join(", ")}`,
        more > 0 ? ` and ${more} more` : "",
        devices === undefined ? "" : ` for ${count(devices.size, "device")}`,
        hours.length === 0 ? "" : `, ${hours.map(({ text }) => text).join(" and ")}`,
      ];
      return parts.join("");
    });
}

function verb(action: Action): string {
  return { off: "pass", alert: "alert on", block: "block" }[action];
}

function opinionsText(opinions: "either" | "both"): string {
  return opinions === "either" ? "the stricter" : "the laxer";
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}
