import { Command } from "commander";
import { type Address, parseAddress } from "../address.ts";
import { Classifier } from "../classifier/classifier.ts";
import { OperatorError } from "../errors.ts";
import { type LookupReport, lookupReport } from "../geo/lookup.ts";
import { type CountryTable, loadCountryTable } from "../geo/table.ts";
import { writeOut } from "../platform/terminal.ts";
import { geoOption } from "./offline.ts";

export function lookupCommand(): Command {
  return new Command("lookup")
    .description("print what the country table says of addresses")
    .argument("<address...>", "IPv4 or IPv6")
    .option("--json", "as one JSON document")
    .addOption(geoOption())
    .action((texts: string[], { geo, json }: { geo: string; json?: boolean }) => {
      const addresses = parsed(texts);
      const table = loadCountryTable(geo);
      const classifier = Classifier.load("replay");
      classifier.loadGeo(table.image);
      const reports = addresses.map((address) => lookupReport(address, classifier, table));
      writeOut(json ? `${JSON.stringify(reports)}\n` : lookupText(reports, table));
    });
}

/** Throws INVALID_ADDRESS, naming every one that is none. */
function parsed(texts: string[]): Address[] {
  const addresses = texts.map(parseAddress);
  const wrong = texts.filter((_, index) => addresses[index] === undefined);
  if (wrong.length > 0)
    throw new OperatorError(
      "INVALID_ADDRESS",
      wrong.map((text) => JSON.stringify(text)).join(", "),
      "they are neither IPv4 nor IPv6.",
    );
  return addresses as Address[];
}

const WIDTH_MAX = 80;
const GAP = 2;
const CODE_WIDTH = "country".length;
const OTHER_WIDTH = "other".length;

/** A table of at most 80 columns; names give way to addresses. */
function lookupText(reports: LookupReport[], table: CountryTable): string {
  const addressWidth = Math.max("address".length, ...reports.map(({ address }) => address.length));
  const nameWidth = WIDTH_MAX - addressWidth - CODE_WIDTH - OTHER_WIDTH - 3 * GAP;
  const rows = reports.map(({ address, country, otherCountry, special }) => [
    address,
    country ?? "-",
    otherCountry ?? "",
    country === null ? (special ?? "") : table.nameOf(country),
  ]);
  const lines = [["address", "country", "other", "name"], ...rows].map(([address, country, other, name]) =>
    [
      address.padEnd(addressWidth),
      country.padEnd(CODE_WIDTH),
      other.padEnd(OTHER_WIDTH),
      name.length > nameWidth ? `${name.slice(0, nameWidth - 1)}…` : name,
    ]
      .join(" ".repeat(GAP))
      .trimEnd(),
  );
  return [...lines, "", ...table.attribution, ""].join("\n");
}
