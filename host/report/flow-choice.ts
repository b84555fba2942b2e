import type { FlowRecord } from "../classifier/flow.ts";
import type { FlowNames } from "../classifier/name.ts";
import type { FlowOrder, FlowQuery } from "../observed.ts";

/** What choosing flows looks up. */
export interface FlowLookups {
  /** How outputs call the device of a number. */
  readonly deviceText: (device: number) => string | undefined;
  readonly codeOf: (country: number) => string | null;
  readonly namesOf: (flow: FlowRecord) => FlowNames;
}

/** What an order compares, the greatest first. */
export const FLOW_KEYS: Readonly<Record<FlowOrder, (flow: FlowRecord) => number>> = {
  last: ({ last }) => Number(last ?? -1n),
  bytesUp: ({ bytesUp }) => bytesUp,
  bytes: ({ bytesUp, bytesDown }) => bytesUp + bytesDown,
};

/** Whether a query chooses a flow. */
export function flowChoice(
  { device, country, flagged, host }: FlowQuery,
  { deviceText, codeOf, namesOf }: FlowLookups,
): (flow: FlowRecord) => boolean {
  return (flow) =>
    (device === undefined || deviceText(flow.device) === device) &&
    (country === undefined || (flow.remote !== undefined && codeOf(flow.answer & 0xff) === country)) &&
    (!flagged || flow.isFlagged) &&
    (host === undefined || namesOf(flow).names.some(({ name }) => isBelow(name, host)));
}

function isBelow(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}
