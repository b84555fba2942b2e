import type { FrameReport } from "../../host/report/frames.ts";
import type { OracleAnswer, OracleNames } from "./names-oracle.ts";
import { isText } from "./tshark-text.ts";

export type NameField = "host" | "response" | "questions" | "answers";

/** One field of one frame on which bordertap and tshark do not agree; what neither has is no field. */
export interface NameDifference {
  readonly capture: string;
  readonly frame: number;
  readonly field: NameField;
  readonly expected: string | undefined;
  readonly got: string | undefined;
  readonly oracle: OracleNames | undefined;
  readonly report: FrameReport | undefined;
}

export function nameDifferenceText({ capture, frame, field, expected, got, oracle }: NameDifference): string {
  const seen = oracle ? ` (${oracle.protocols}${oracle.malformed ? ", malformed" : ""})` : "";
  return `${capture} frame ${frame}: ${field}: tshark says ${expected}, bordertap ${got}${seen}`;
}

/** Every name on which the two differ; frames are paired by number. */
export function compareNames(
  capture: string,
  reports: readonly FrameReport[],
  oracles: readonly OracleNames[],
): NameDifference[] {
  const reportOf = new Map(reports.map((report) => [report.frame, report]));
  const oracleOf = new Map(oracles.map((oracle) => [oracle.frame, oracle]));
  const named = reports.filter(({ host, dns }) => host !== undefined || dns !== undefined);
  const frames = new Set([...oracles, ...named].map(({ frame }) => frame));
  const differences: NameDifference[] = [];
  for (const frame of [...frames].sort((a, b) => a - b)) {
    const [report, oracle] = [reportOf.get(frame), oracleOf.get(frame)];
    const [got, expected] = [textsOf(report, typeNumber), textsOf(oracle, (type) => type)];
    for (const field of ["host", "response", "questions", "answers"] as const)
      if (!isMeant(expected[field], got[field]))
        differences.push({
          capture,
          frame,
          field,
          expected: expected[field],
          got: got[field],
          oracle,
          report,
        });
  }
  return differences;
}

function isMeant(expected: string | undefined, got: string | undefined): boolean {
  return expected === undefined || got === undefined ? expected === got : isText(expected, got);
}

interface Names<T> {
  readonly host?: string;
  readonly hostSource?: string;
  readonly dns?: {
    readonly response: boolean;
    readonly questions: readonly string[];
    readonly answers: readonly { readonly name: string; readonly type: T; readonly data?: string }[];
  };
}

/** Each field as one text. */
function textsOf<T>(
  names: Names<T> | undefined,
  numberOf: (type: T) => number,
): Partial<Record<NameField, string>> {
  const { host, hostSource, dns } = names ?? {};
  return {
    host: host === undefined ? undefined : `${host} by ${hostSource}`,
    response: dns && String(dns.response),
    questions: dns?.questions.join(" "),
    answers: dns?.answers
      .map(({ name, type, data }) => answerText({ name, type: numberOf(type), data }))
      .join(", "),
  };
}

/** Data of other types has no form that both would print. */
const TYPES_WITH_DATA = [1, 5, 28];

function answerText({ name, type, data }: OracleAnswer): string {
  return TYPES_WITH_DATA.includes(type) ? `${name} ${type} ${data}` : `${name} ${type}`;
}

/** Of the IANA registry's mnemonics those that occur. */
const TYPES = new Map([
  ["A", 1],
  ["NS", 2],
  ["CNAME", 5],
  ["SOA", 6],
  ["PTR", 12],
  ["HINFO", 13],
  ["MX", 15],
  ["TXT", 16],
  ["AAAA", 28],
  ["SRV", 33],
  ["DNAME", 39],
  ["OPT", 41],
  ["DS", 43],
  ["RRSIG", 46],
  ["NSEC", 47],
  ["DNSKEY", 48],
  ["SVCB", 64],
  ["HTTPS", 65],
  ["CAA", 257],
]);

/** A mnemonic's number, or that of TYPE123 (RFC 3597). */
function typeNumber(type: string): number {
  return TYPES.get(type) ?? Number(/^TYPE(\d+)$/.exec(type)?.[1]);
}
