import { printable } from "../text.ts";

/** Which part a source has in a country table. */
export type Opinion = "first" | "second" | "override";

/** One input file, as the table remembers it. */
export interface SourceMetadata {
  readonly name: string;
  /** YYYY-MM-DD, where the source says. */
  readonly date?: string;
  /** Of the input file. */
  readonly sha256: string;
  /** Base name of the input file. */
  readonly file: string;
  /** Ranges or prefixes that it gave. */
  readonly ranges: number;
  /** SPDX identifier or the licence's own name. */
  readonly licence?: string;
  /** The sentence that the licence wants beside results. */
  readonly attribution?: string;
  readonly link?: string;
}

export interface OpinionMetadata extends SourceMetadata {
  readonly opinion: Opinion;
}

/** The JSON at the end of an image. No clock and no path goes into it: the same input gives the same octets. */
export interface Metadata {
  readonly sources: readonly OpinionMetadata[];
  readonly counts: {
    /** Stretches of addresses with one answer. */
    readonly ipv4Ranges: number;
    readonly ipv6Ranges: number;
    readonly countries: number;
  };
}

/** A source in reports. */
export interface SourceReport {
  readonly name: string;
  readonly date?: string;
  readonly sha256: string;
}

/** A table of any kind, as far as it says where it comes from. */
export interface Described {
  readonly metadata: { readonly sources: readonly SourceMetadata[] };
}

/** The sources of tables, one after the other; of those that are there. */
export function sourceReports(tables: readonly (Described | undefined)[]): SourceReport[] {
  return sourcesOf(tables).map(({ name, date, sha256 }) => ({ name, date, sha256 }));
}

/** What the licences want to stand wherever results of these tables are shown; one printable line each. */
export function attributionOf(tables: readonly (Described | undefined)[]): string[] {
  const lines = sourcesOf(tables).flatMap(({ attribution, link, licence }) =>
    attribution ? [[attribution, licence && `(${licence})`, link].filter(Boolean).join(" ")] : [],
  );
  return [...new Set(lines.map(printable))];
}

/** Seconds since the newest first opinion was made; undefined where none has a date, or the clock is behind it. */
export function ageSecondsOf({ sources }: Metadata, nowMs: number): number | undefined {
  const dates = sources.flatMap(({ opinion, date }) =>
    opinion === "first" && date ? [Date.parse(date)] : [],
  );
  const age = Math.floor((nowMs - Math.max(...dates)) / 1000);
  return age >= 0 && Number.isFinite(age) ? age : undefined;
}

function sourcesOf(tables: readonly (Described | undefined)[]): SourceMetadata[] {
  return tables.flatMap((table) => table?.metadata.sources ?? []);
}

const OPINIONS: readonly unknown[] = ["first", "second", "override"] satisfies Opinion[];

/** Whether each field is what its type says: a foreign table's metadata may hold anything. */
export function isMetadata(value: unknown): value is Metadata {
  return (
    isDescription(value, ["ipv4Ranges", "ipv6Ranges", "countries"]) &&
    value.sources.every(({ opinion }) => OPINIONS.includes(opinion))
  );
}

/** The same of what tables of all kinds have: sources, and the counts of these names. */
export function isDescription(
  value: unknown,
  countNames: readonly string[],
): value is { sources: (SourceMetadata & Record<string, unknown>)[] } {
  if (!isObject(value) || !Array.isArray(value.sources) || !isObject(value.counts)) return false;
  const { sources, counts } = value;
  return countNames.every((name) => isCount(counts[name])) && sources.every(isSource);
}

function isSource(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { name, sha256, file, ranges, date, licence, attribution, link } = value;
  return (
    [name, file].every((text) => typeof text === "string") &&
    typeof sha256 === "string" &&
    /^[0-9a-f]{64}$/.test(sha256) &&
    isCount(ranges) &&
    [date, licence, attribution, link].every((text) => text === undefined || typeof text === "string")
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
