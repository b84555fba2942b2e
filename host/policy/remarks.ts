import { countryConflicts } from "./country-conflicts.ts";
import { exceptionConflicts, type SuffixKind } from "./exception-conflicts.ts";
import { groupsOf } from "./groups.ts";
import { DEVICES_MAX, GROUPS_MAX, type Policy } from "./policy.ts";
import { mistake, type Remark, warning } from "./remark.ts";

/** Everything about a policy that its owner should know at a local time, in minutes since 1970. */
export function remarksOn(policy: Policy, suffixKind: SuffixKind, localMinute: number): Remark[] {
  return [
    ...countryConflicts(policy.countries),
    ...exceptionConflicts(policy.exceptions, suffixKind, localMinute),
    ...tooManyGroups(policy),
    ...routerAsNewDevice(policy),
  ];
}

/** Its packets carry no MAC by which a section could name it. */
function routerAsNewDevice({ isRouterJudged, newDevices }: Policy): Remark[] {
  if (!isRouterJudged || newDevices !== "block") return [];
  const reason =
    "with router_output the router itself counts as a new device: in mode enforce its DNS, NTP and updates are refused, and every device's DNS with them.";
  const remedy =
    "Set router_output to 0, or new_devices to alert, or add exceptions for the addresses that it asks.";
  return [warning("bordertap.new_devices", newDevices, reason, remedy)];
}

function tooManyGroups(policy: Policy): Remark[] {
  const groups = groupsOf(policy);
  const devices = groups.reduce((sum, { keys }) => sum + keys.length, 0);
  const remarks: Remark[] = [];
  if (groups.length > GROUPS_MAX)
    remarks.push(
      mistake(
        "device",
        groups[GROUPS_MAX].keys,
        `the rules treat devices in ${groups.length} ways, and there are ${GROUPS_MAX}.`,
        "Let more devices share the same rules and exceptions.",
      ),
    );
  if (devices > DEVICES_MAX)
    remarks.push(
      mistake("device", devices, `more than ${DEVICES_MAX} devices are named.`, "Name fewer of them."),
    );
  return remarks;
}
