import type { SourceMetadata } from "../geo/metadata.ts";
import type { CountryTable } from "../geo/table.ts";
import { sha256 } from "../platform/hash.ts";
import { printable } from "../text.ts";
import { type Paper, widthOn } from "./paper.ts";
import { shortenStart, wrapped } from "./width.ts";

/** What a table is made of. A SHA-256 is copied from here: it stands whole, on a line of its own, at any width. */
export function geoText(path: string, table: CountryTable, paper: Paper): string {
  const width = widthOn(paper);
  const { sources, counts } = table.metadata;
  const lines = [
    shortenStart(printable(path), width),
    `${table.image.length} octets`,
    `SHA-256 ${sha256(table.image)}`,
    ...wrapped(
      `${counts.countries} countries, ${counts.ipv4Ranges} IPv4 and ${counts.ipv6Ranges} IPv6 ranges`,
      width,
    ),
    ...sources.flatMap((source) => sourceLines(source, width)),
    "",
    ...table.attribution.flatMap((line) => wrapped(line, width)),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function sourceLines({ opinion, name, date, licence, file, ranges, sha256 }: SourceMetadata, width: number) {
  const shownRanges = `, ${ranges} ranges`;
  return [
    "",
    ...wrapped(printable(`${opinion}: ${[name, date, licence].filter(Boolean).join(", ")}`), width),
    `  ${shortenStart(printable(file), width - 2 - shownRanges.length)}${shownRanges}`,
    `  SHA-256 ${sha256}`,
  ];
}
