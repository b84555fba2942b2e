import type { LookupReport } from "../geo/lookup.ts";
import type { CountryTable } from "../geo/table.ts";
import { printable } from "../text.ts";
import { type Paper, widthOn } from "./paper.ts";
import { shorten, wrapped } from "./width.ts";

const GAP = 2;
const CODE_WIDTH = "country".length;
const OTHER_WIDTH = "other".length;
const NAME_MIN = 10;

/**
 * A table of addresses, what both opinions say of each, and a name, which gives way to the address first; below
 * each who announces it.
 */
export function lookupText(
  reports: readonly LookupReport[],
  table: CountryTable,
  attribution: readonly string[],
  paper: Paper,
): string {
  const width = widthOn(paper);
  const room = width - CODE_WIDTH - OTHER_WIDTH - 3 * GAP;
  const longest = Math.max("address".length, ...reports.map(({ address }) => address.length));
  const addressWidth = Math.min(longest, room - NAME_MIN);
  const rows = reports.map(({ address, country, otherCountry, special }) => [
    address,
    country ?? "-",
    otherCountry ?? "",
    country === null ? (special ?? "") : table.nameOf(country),
  ]);
  const [header, ...lines] = [["address", "country", "other", "name"], ...rows].map(
    ([address, country, other, name]) =>
      [
        shorten(address, addressWidth).padEnd(addressWidth),
        country.padEnd(CODE_WIDTH),
        other.padEnd(OTHER_WIDTH),
        shorten(name, room - addressWidth),
      ]
        .join(" ".repeat(GAP))
        .trimEnd(),
  );
  const systems = reports.map(({ asn, organization = "" }) =>
    asn === undefined ? [] : [shorten(printable(`  AS${asn} ${organization}`).trimEnd(), width)],
  );
  const body = lines.flatMap((line, index) => [line, ...systems[index]]);
  const credits = attribution.flatMap((line) => wrapped(line, width));
  return `${[header, ...body, "", ...credits].join("\n").trimEnd()}\n`;
}
