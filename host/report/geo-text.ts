import type { AsnTable } from "../geo/asn/table.ts";
import { ageSecondsOf, attributionOf, type OpinionMetadata, type SourceMetadata } from "../geo/metadata.ts";
import type { CountryTable } from "../geo/table.ts";
import { sha256 } from "../platform/hash.ts";
import { printable } from "../text.ts";
import { type Paper, widthOn } from "./paper.ts";
import { shortenStart, wrapped } from "./width.ts";

/** A table and the file it was read from. */
export interface TableAt<Table> {
  readonly path: string;
  readonly table: Table;
}

const SECONDS_PER_DAY = 86_400;

/** What tables are made of, at `nowMs` since 1970. A SHA-256 is copied from here: it stands whole, on a line of its own, at any width. */
export function geoText(
  country: TableAt<CountryTable>,
  asn: TableAt<AsnTable> | undefined,
  paper: Paper,
  nowMs: number,
): string {
  const width = widthOn(paper);
  const { metadata } = country.table;
  const lines = [
    ...tableLines(country, `${metadata.counts.countries} countries`, width),
    ...ageLines(ageSecondsOf(metadata, nowMs)),
    ...(asn ? ["", ...asnLines(asn, width)] : []),
    "",
    ...attributionOf([country.table, asn?.table]).flatMap((line) => wrapped(line, width)),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function ageLines(seconds: number | undefined): string[] {
  if (seconds === undefined) return [];
  const days = Math.floor(seconds / SECONDS_PER_DAY);
  return ["", `The first opinion is ${days} ${days === 1 ? "day" : "days"} old.`];
}

function asnLines(asn: TableAt<AsnTable>, width: number): string[] {
  const { systems, organizations } = asn.table.metadata.counts;
  return tableLines(asn, `${systems} autonomous systems of ${organizations} organizations`, width);
}

function tableLines(
  { path, table }: TableAt<CountryTable | AsnTable>,
  answers: string,
  width: number,
): string[] {
  const { sources, counts } = table.metadata;
  const ranges = `${counts.ipv4Ranges} IPv4 and ${counts.ipv6Ranges} IPv6 ranges`;
  return [
    shortenStart(printable(path), width),
    `${table.image.length} octets`,
    `SHA-256 ${sha256(table.image)}`,
    ...wrapped(`${answers}, ${ranges}`, width),
    ...sources.flatMap((source) => sourceLines(source, width)),
  ];
}

function sourceLines(source: SourceMetadata | OpinionMetadata, width: number): string[] {
  const { name, date, licence, file, ranges, sha256 } = source;
  const opinion = "opinion" in source ? `${source.opinion}: ` : "";
  const shownRanges = `, ${ranges} ranges`;
  return [
    "",
    ...wrapped(printable(`${opinion}${[name, date, licence].filter(Boolean).join(", ")}`), width),
    `  ${shortenStart(printable(file), width - 2 - shownRanges.length)}${shownRanges}`,
    `  SHA-256 ${sha256}`,
  ];
}
