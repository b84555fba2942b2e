/** Which part a source has in a table. */
export type Opinion = "first" | "second" | "override";

/** One input file, as the table remembers it. */
export interface SourceMetadata {
  readonly opinion: Opinion;
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

/** The JSON at the end of an image. No clock and no path goes into it: the same input gives the same octets. */
export interface Metadata {
  readonly sources: readonly SourceMetadata[];
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

const OPINIONS: readonly unknown[] = ["first", "second", "override"] satisfies Opinion[];

/** Whether each field is what its type says: a foreign table's metadata may hold anything. */
export function isMetadata(value: unknown): value is Metadata {
  if (!isObject(value) || !Array.isArray(value.sources) || !isObject(value.counts)) return false;
  const { ipv4Ranges, ipv6Ranges, countries } = value.counts;
  return [ipv4Ranges, ipv6Ranges, countries].every(isCount) && value.sources.every(isSource);
}

function isSource(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { opinion, name, sha256, file, ranges, date, licence, attribution, link } = value;
  return (
    OPINIONS.includes(opinion) &&
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
