import { VERDICT_ACCEPT, VERDICT_DROP, VERDICT_REJECT } from "../../assembly/abi.ts";
import { formatAddress } from "../address.ts";
import type { Attempted } from "../classifier/attempted.ts";
import type { DeviceRecord } from "../classifier/device.ts";
import type { FlowRecord } from "../classifier/flow.ts";
import type { FlowNames, NameClaim, NameSource } from "../classifier/name.ts";
import type { SystemOf } from "../geo/asn/search.ts";
import { type CodeOf, otherOf } from "./countries.ts";
import { deviceText } from "./devices.ts";
import { timeText } from "./text.ts";

/** netfilter's words, by VERDICT_*. */
const VERDICT_NAMES: Readonly<Record<number, string>> = {
  [VERDICT_ACCEPT]: "accept",
  [VERDICT_DROP]: "drop",
  [VERDICT_REJECT]: "reject",
};

export interface FlowReport {
  readonly device?: string;
  readonly local: string;
  /** Absent where a capture cut the destination off. */
  readonly remote?: string;
  readonly protocol?: number;
  readonly localPort?: number;
  readonly remotePort?: number;
  /** Of the remote end; stands where `remote` does. */
  readonly country?: string | null;
  /** Where a second opinion exists and differs. */
  readonly otherCountry?: string;
  /** Who announces the remote end; absent where nobody does or nobody asks. */
  readonly asn?: number;
  readonly organization?: string;
  /** The first of `names`. */
  readonly host?: string;
  readonly hostSource?: NameSource;
  /** Everything that is claimed, in the order of precedence. */
  readonly names: readonly NameClaim[];
  /** Stands where the ClientHello held an encrypted one: then `host` is the outer name. */
  readonly ech?: true;
  readonly packetsUp: number;
  readonly packetsDown: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Sent and refused, in none of the others; absent of a capture, in which nothing is refused. */
  readonly packetsAttempted?: number;
  readonly bytesAttempted?: number;
  readonly first?: string;
  readonly last?: string;
  readonly verdict: string;
}

/** What a flow's numbers stand for. */
export interface FlowContext {
  /** By number. */
  readonly devices: readonly DeviceRecord[];
  readonly codeOf: CodeOf;
  readonly systemOf?: SystemOf;
  readonly attemptedOf?: (flow: FlowRecord) => Attempted | undefined;
  /** From the clock of the flow's times to nanoseconds since 1970, where they are not the same. */
  readonly toWall?: (time: bigint) => bigint;
}

export function flowReport(flow: FlowRecord, { names, isEch }: FlowNames, context: FlowContext): FlowReport {
  const { devices, codeOf, systemOf, attemptedOf, toWall = identity } = context;
  const { local, remote, answer, first, last } = flow;
  const system = remote && systemOf?.(remote);
  return {
    device: deviceText(devices[flow.device]),
    local: formatAddress(local),
    remote: remote && formatAddress(remote),
    protocol: flow.protocol,
    localPort: flow.localPort,
    remotePort: flow.remotePort,
    country: remote && codeOf(answer & 0xff),
    otherCountry: otherOf(answer, codeOf),
    asn: system?.asn,
    organization: system?.organization,
    host: names[0]?.name,
    hostSource: names[0]?.source,
    names,
    ech: isEch || undefined,
    packetsUp: flow.packetsUp,
    packetsDown: flow.packetsDown,
    bytesUp: flow.bytesUp,
    bytesDown: flow.bytesDown,
    ...attemptedOf?.(flow),
    first: first === undefined ? undefined : timeText(toWall(first)),
    last: last === undefined ? undefined : timeText(toWall(last)),
    verdict: verdictName(flow),
  };
}

export function verdictName({ verdict }: FlowRecord): string {
  return VERDICT_NAMES[verdict];
}

function identity(time: bigint): bigint {
  return time;
}
