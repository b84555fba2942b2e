import type { Address } from "../address.ts";
import type { Classifier } from "../classifier/classifier.ts";
import type { FlowQuery } from "../observed.ts";
import { deviceText, ownAddress } from "../report/devices.ts";
import { FLOW_KEYS, type FlowLookups, flowChoice } from "../report/flow-choice.ts";

/** Addresses of one device that are told; a house's device has a handful. */
const ADDRESSES_MAX = 32;

/** The flows that a query chooses, in its order: what decides it, and their numbers in the table. */
export interface Ranking {
  readonly keys: Float64Array<ArrayBuffer>;
  readonly numbers: Uint32Array<ArrayBuffer>;
}

/** Nothing is made of a flow here but two numbers: a query may choose all of them. */
export function rank(classifier: Classifier, query: FlowQuery, codeOf: FlowLookups["codeOf"]): Ranking {
  const texts = classifier.devices().map(deviceText);
  const chooses = flowChoice(query, {
    codeOf,
    deviceText: (device) => texts[device],
    namesOf: (flow) => classifier.namesOf(flow),
  });
  const keyOf = FLOW_KEYS[query.order];
  const { flowCount } = classifier;
  const keys = new Float64Array(flowCount);
  const numbers = new Uint32Array(flowCount);
  let count = 0;
  classifier.eachFlow((flow) => {
    if (!chooses(flow)) return;
    const number = classifier.numberOf(flow);
    keys[number] = keyOf(flow);
    numbers[count++] = number;
  });
  const chosen = numbers.slice(0, count).sort((a, b) => keys[b] - keys[a]);
  return { keys: Float64Array.from(chosen, (number) => keys[number]), numbers: chosen };
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
