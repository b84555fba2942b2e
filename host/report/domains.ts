import type { FlowRecord } from "../classifier/flow.ts";
import type { FlowNames, NameSource } from "../classifier/name.ts";
import type { Registrable } from "../names/registrable.ts";
import type { CodeOf, Counted } from "./countries.ts";

/** The flows whose first name lies under one registrable domain. */
export interface DomainReport {
  readonly domain: string;
  readonly hosts: Set<string>;
  /** Who claims these names. */
  readonly sources: Set<NameSource>;
  /** A ClientHello among them held an encrypted one. */
  isEch: boolean;
  /** Of the remote ends, by bytes. */
  readonly countries: Map<string | null, number>;
  bytesUp: number;
  bytesDown: number;
}

/** Flows by what is claimed of them. */
export type NameSums = ReadonlyMap<FlowNames, NameSum>;

/** Flows that claim the same. */
interface NameSum {
  /** Bytes by the remote end's country number. */
  readonly countries: Map<number, number>;
  bytesUp: number;
  bytesDown: number;
}

/** Those with the most bytes up first. */
export function domainReports(sums: NameSums, registrable: Registrable, codeOf: CodeOf): DomainReport[] {
  const reports = new Map<string, DomainReport>();
  for (const [{ names, isEch }, sum] of sums) {
    const [{ name, source }] = names;
    const domain = registrable(name);
    const report = reports.get(domain) ?? emptyReport(domain);
    reports.set(domain, report);
    report.hosts.add(name);
    report.sources.add(source);
    report.isEch ||= isEch;
    for (const [number, bytes] of sum.countries) {
      const country = codeOf(number);
      report.countries.set(country, (report.countries.get(country) ?? 0) + bytes);
    }
    report.bytesUp += sum.bytesUp;
    report.bytesDown += sum.bytesDown;
  }
  return [...reports.values()].sort((a, b) => b.bytesUp - a.bytesUp || b.bytesDown - a.bytesDown);
}

function emptyReport(domain: string): DomainReport {
  const sets = { hosts: new Set<string>(), sources: new Set<NameSource>() };
  return { domain, ...sets, isEch: false, countries: new Map(), bytesUp: 0, bytesDown: 0 };
}

/** A million flows claim a few thousand things: those are summed first, without a text in sight. */
export function sumsByNames(
  eachFlow: Counted["eachFlow"],
  namesOf: (flow: FlowRecord) => FlowNames,
): NameSums {
  const sums = new Map<FlowNames, NameSum>();
  eachFlow((flow) => {
    const names = namesOf(flow);
    if (names.names.length === 0) return;
    const sum = sums.get(names) ?? { countries: new Map(), bytesUp: 0, bytesDown: 0 };
    if (sum.countries.size === 0) sums.set(names, sum);
    const { bytesUp, bytesDown } = flow;
    const country = flow.answer & 0xff;
    sum.countries.set(country, (sum.countries.get(country) ?? 0) + bytesUp + bytesDown);
    sum.bytesUp += bytesUp;
    sum.bytesDown += bytesDown;
  });
  return sums;
}
