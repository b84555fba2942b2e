import type { FlowRecord } from "../classifier/flow.ts";
import type { FlowNames, NameSource } from "../classifier/name.ts";
import type { Registrable } from "../names/registrable.ts";
import type { CodeOf } from "./countries.ts";

/** The flows whose first name lies under one registrable domain. */
export interface DomainReport {
  readonly domain: string;
  readonly hosts: ReadonlySet<string>;
  /** Who claims these names. */
  readonly sources: ReadonlySet<NameSource>;
  /** A ClientHello among them held an encrypted one. */
  readonly isEch: boolean;
  /** Of the remote ends, by bytes. */
  readonly countries: ReadonlyMap<string | null, number>;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

interface Sum {
  hosts: Set<string>;
  sources: Set<NameSource>;
  isEch: boolean;
  countries: Map<string | null, number>;
  bytesUp: number;
  bytesDown: number;
}

/** Flows of a report, with what is claimed of them. */
export interface NamedFlows {
  eachFlow(visit: (flow: FlowRecord) => void): void;
  namesOf(flow: FlowRecord): FlowNames;
  readonly codeOf: CodeOf;
}

/** Those with the most bytes up first. */
export function domainReports(
  { eachFlow, namesOf, codeOf }: NamedFlows,
  registrable: Registrable,
): DomainReport[] {
  const sums = new Map<string, Sum>();
  const domains = new Map<string, string>();
  eachFlow((flow) => {
    const { names, isEch } = namesOf(flow);
    if (names.length === 0) return;
    const [{ name, source }] = names;
    const domain = domains.get(name) ?? registrable(name);
    domains.set(name, domain);
    const sum = sums.get(domain) ?? emptySum();
    sums.set(domain, sum);
    sum.hosts.add(name);
    sum.sources.add(source);
    sum.isEch ||= isEch;
    const country = codeOf(flow.answer & 0xff);
    const { bytesUp, bytesDown } = flow;
    sum.countries.set(country, (sum.countries.get(country) ?? 0) + bytesUp + bytesDown);
    sum.bytesUp += bytesUp;
    sum.bytesDown += bytesDown;
  });
  return [...sums]
    .map(([domain, sum]) => ({ domain, ...sum }))
    .sort((a, b) => b.bytesUp - a.bytesUp || b.bytesDown - a.bytesDown);
}

function emptySum(): Sum {
  return {
    hosts: new Set(),
    sources: new Set(),
    isEch: false,
    countries: new Map(),
    bytesUp: 0,
    bytesDown: 0,
  };
}
