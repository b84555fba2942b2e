import type { FrameReport } from "../../host/report/frames.ts";
import type { OracleFrame } from "./oracle.ts";

type Value = string | number | null | undefined;

/** One field of one frame on which bordertap and tshark do not agree; a missing value is undefined. */
export interface Difference {
  readonly capture: string;
  /** tshark's number. */
  readonly frame: number;
  readonly field: string;
  readonly expected: Value;
  readonly got: Value;
  readonly oracle: OracleFrame;
  readonly report: FrameReport;
}

export function differenceText({ capture, frame, field, expected, got, oracle }: Difference): string {
  const say = (value: Value) => (value === undefined ? "nothing" : JSON.stringify(value));
  return `${capture} frame ${frame}: ${field}: tshark says ${say(expected)}, bordertap ${say(got)} (${oracle.prot})`;
}

/** Every field on which the two differ; frames are paired in order. What the oracle cannot tell is not compared. */
export function compare(
  capture: string,
  reports: readonly FrameReport[],
  oracles: readonly OracleFrame[],
): Difference[] {
  const differences: Difference[] = [];
  for (let k = 0; k < Math.max(reports.length, oracles.length); k++) {
    const report = reports[k];
    const oracle = oracles[k];
    if (!report || !oracle)
      throw new Error(`${capture}: ${reports.length} frames, tshark has ${oracles.length}`);
    const got = valuesOfReport(report);
    for (const [field, expected] of Object.entries(valuesOfOracle(oracle)))
      if (got[field] !== expected)
        differences.push({ capture, frame: oracle.n, field, expected, got: got[field], oracle, report });
  }
  return differences;
}

function valuesOfReport(report: FrameReport): Record<string, Value> {
  const { dns: _, ech: __, ...values } = report;
  return { ...values, time: report.time && epochOf(report.time), vlan: report.vlan?.join() };
}

/** An ISO time as seconds since 1970 with nine digits. */
function epochOf(time: string): string {
  const [seconds, fraction] = time.slice(0, -1).split(".");
  return `${Date.parse(`${seconds}Z`) / 1000}.${fraction}`;
}

function valuesOfOracle(oracle: OracleFrame): Record<string, Value> {
  const { time, len, cap, prot, smac, dmac, vlan, outer } = oracle;
  const isEthernet = prot.startsWith("eth");
  const values: Record<string, Value> = {
    time,
    length: len ?? 0,
    captured: cap ?? 0,
    etherSource: isEthernet ? smac?.[0] : undefined,
    etherDestination: isEthernet ? dmac?.[0] : undefined,
    vlan: isEthernet ? (vlan ?? []).join() : undefined,
  };
  values.source = outer?.s;
  values.destination = outer?.d;
  values.sourcePort = outer?.sp;
  values.destinationPort = outer?.dp;
  values.fragmentOffset = outer && fragmentOffsetOf(oracle);
  values.sourceCountry = outer?.sc;
  values.destinationCountry = outer?.dc;
  if (!outer || outer.proto) values.protocol = outer && Number(outer.proto);
  return values;
}

/** Of the outer header, in units of 8 octets, where it is a fragment's. */
function fragmentOffsetOf({ outer, columns }: OracleFrame): number | undefined {
  if (outer?.v === 4) {
    const offset = Number(outer.fo);
    const more = columns["ip.flags.mf"].split("|")[0];
    return offset > 0 || more === "1" || more === "True" ? offset : undefined;
  }
  const [offset] = columns["ipv6.fraghdr.offset"].split("|");
  return offset === "" ? undefined : Number(offset);
}
