import type { Address } from "../address.ts";
import type { Classifier } from "../classifier/classifier.ts";
import type { FlowRecord } from "../classifier/flow.ts";
import type { FlowQuery } from "../observed.ts";
import { deviceText, ownAddress } from "../report/devices.ts";
import { FLOW_KEYS, type FlowLookups, flowChoice } from "../report/flow-choice.ts";

/** Addresses of one device that are told; a house's device has a handful. */
const ADDRESSES_MAX = 32;

/** The first `offset` + `limit` flows that a query chooses, in its order, and how many it chooses in all. */
export function flowsOf(
  classifier: Classifier,
  query: FlowQuery,
  lookups: Pick<FlowLookups, "codeOf" | "isFlagged">,
): { readonly flows: FlowRecord[]; readonly total: number } {
  const texts = classifier.devices().map(deviceText);
  const chooses = flowChoice(query, {
    ...lookups,
    deviceText: (device) => texts[device],
    namesOf: (flow) => classifier.namesOf(flow),
  });
  const keyOf = FLOW_KEYS[query.order];
  const chosen: { readonly flow: FlowRecord; readonly key: number }[] = [];
  classifier.eachFlow((flow) => {
    if (chooses(flow)) chosen.push({ flow: flow.still(), key: keyOf(flow) });
  });
  chosen.sort((a, b) => b.key - a.key);
  const flows = chosen.slice(0, query.offset + query.limit).map(({ flow }) => flow);
  return { flows, total: chosen.length };
}

/** The addresses that flows show each device to use. */
export function addressesByDevice(classifier: Classifier): Map<string, string[]> {
  const devices = classifier.devices();
  const addresses = devices.map(() => new Set<string>());
  /** Most flows of a device have the same one: of these the first alone is written out. */
  const last: (Address | undefined)[] = [];
  classifier.eachFlow(({ device, local }) => {
    const before = last[device];
    if (before?.low === local.low && before.high === local.high) return;
    last[device] = local;
    if (addresses[device].size === ADDRESSES_MAX) return;
    const own = ownAddress(local);
    if (own !== undefined) addresses[device].add(own);
  });
  return new Map(
    devices.flatMap((record, number) => {
      const device = deviceText(record);
      return device === undefined ? [] : [[device, [...addresses[number]]]];
    }),
  );
}
