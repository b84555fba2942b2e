import {
  FLOW_DNS_NAME,
  FLOW_NAME,
  FLOW_NAME_SOURCE,
  NAME_IS_ECH,
  NAME_SOURCE_HTTP,
  NAME_SOURCE_MASK,
  NAME_SOURCE_QUIC,
  NAME_SOURCE_SNI,
  NAME_TEXT,
} from "../../assembly/abi.ts";
import type { FlowRecord } from "./flow.ts";

/** Who claims a name; dns is what the flow's device had asked for. */
export type NameSource = "sni" | "quic" | "http" | "dns";

/** Above every name's number and code; their product stays below 2^53. */
const NAMES_BOUND = 2 ** 20;
const CODES = 256;

const SOURCES = new Map<number, NameSource>([
  [NAME_SOURCE_SNI, "sni"],
  [NAME_SOURCE_QUIC, "quic"],
  [NAME_SOURCE_HTTP, "http"],
]);

/** A name is a claim with a source, never stated without it. Its text is ASCII, and hostile. */
export interface NameClaim {
  readonly name: string;
  readonly source: NameSource;
}

/** Everything that is claimed of one flow. */
export interface FlowNames {
  /** In the order of precedence: what the flow says itself, then DNS. */
  readonly names: readonly NameClaim[];
  /** The ClientHello held an encrypted one: the name it shows need not be the one that is asked for. */
  readonly isEch: boolean;
}

/** What was lost to tables that were full, and to datagrams that were too long or too many; limits in ARCHITECTURE.md. */
export interface NamesNotKept {
  /** Names that found no room. */
  readonly names: number;
  /** Names that made room for others while a device might still have gone by them. */
  readonly namesEvicted: number;
  /** Flows that gave their names back to make room; on a router alone. */
  readonly flowsUnnamed: number;
  /** DNS answers that left their table before they expired. */
  readonly answers: number;
  /** Streams that were taken from a flow for another's. */
  readonly streams: number;
  readonly quicInitials: number;
  /** Datagrams that say who a device is: too long, or, on a router, too many at once. */
  readonly identities: number;
  readonly dnsRecords: number;
  readonly dnsAddresses: number;
}

export const NO_NAMES: FlowNames = { names: [], isEch: false };

/** The text of a name record. */
export function nameText(view: DataView, at: number): string {
  const octets = new Uint8Array(view.buffer, view.byteOffset + at + NAME_TEXT, view.getUint8(at));
  return String.fromCharCode(...octets);
}

/** A claim of the source in `code` (NAME_*). */
export function claim(name: string, code: number): NameClaim {
  const source = SOURCES.get(code & NAME_SOURCE_MASK);
  if (source === undefined) throw new Error(`the classifier knows no name source ${code}`);
  return { name, source };
}

export function isEch(code: number): boolean {
  return (code & NAME_IS_ECH) !== 0;
}

/** What a flow says, by way of the texts of the names that it refers to; `dnsName` and `name` are 0 for none. */
export function flowNames(
  flow: FlowRecord,
  textOf: (name: number, which: "name" | "dnsName") => string,
): FlowNames {
  const name = flow.view.getUint32(flow.at + FLOW_NAME, true);
  const dnsName = flow.view.getUint32(flow.at + FLOW_DNS_NAME, true);
  const code = flow.view.getUint8(flow.at + FLOW_NAME_SOURCE);
  const names: NameClaim[] = [];
  if (name !== 0) names.push(claim(textOf(name, "name"), code));
  if (dnsName !== 0) names.push({ name: textOf(dnsName, "dnsName"), source: "dns" });
  return { names, isEch: isEch(code) };
}

/** The same for flows of one table that claim the same; 0 where nothing is claimed. */
export function namesKey(flow: FlowRecord): number {
  const name = flow.view.getUint32(flow.at + FLOW_NAME, true);
  const dnsName = flow.view.getUint32(flow.at + FLOW_DNS_NAME, true);
  return (name * NAMES_BOUND + dnsName) * CODES + flow.view.getUint8(flow.at + FLOW_NAME_SOURCE);
}

/** Both, each claim once, what the flow says itself first. */
export function joinNames(first: FlowNames, second: FlowNames): FlowNames {
  if (second.names.length === 0 && !second.isEch) return first;
  const claims = new Map(
    [...first.names, ...second.names].map((claim) => [`${claim.source} ${claim.name}`, claim]),
  );
  const names = [...claims.values()];
  const isDns = ({ source }: NameClaim) => source === "dns";
  return {
    names: [...names.filter((claim) => !isDns(claim)), ...names.filter(isDns)],
    isEch: first.isEch || second.isEch,
  };
}
