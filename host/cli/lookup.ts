import { Command } from "commander";
import { type Address, parseAddress } from "../address.ts";
import { Classifier } from "../classifier/classifier.ts";
import { OperatorError } from "../errors.ts";
import { lookupReport } from "../geo/lookup.ts";
import { attributionOf } from "../geo/metadata.ts";
import { loadCountryTable } from "../geo/table.ts";
import { writeOut } from "../platform/terminal.ts";
import { lookupText } from "../report/lookup-text.ts";
import { type AsnOptions, asnOption, chosenAsnTable, noAsnOption } from "./asn.ts";
import { geoOption } from "./offline.ts";
import { outputPaper } from "./paper.ts";

export function lookupCommand(): Command {
  return new Command("lookup")
    .description("print what the tables say of addresses")
    .argument("<address...>", "IPv4 or IPv6")
    .option("--json", "as one JSON document")
    .addOption(geoOption())
    .addOption(asnOption())
    .addOption(noAsnOption())
    .action((texts: string[], options: AsnOptions & { geo: string; json?: boolean }) => {
      const addresses = parsed(texts);
      const table = loadCountryTable(options.geo);
      const asn = chosenAsnTable(options);
      const classifier = Classifier.load("replay");
      classifier.loadGeo(table.image);
      const reports = addresses.map((address) => lookupReport(address, classifier, table, asn?.systemOf));
      const attribution = attributionOf([table, asn]);
      writeOut(
        options.json
          ? `${JSON.stringify(reports)}\n`
          : lookupText(reports, table, attribution, outputPaper()),
      );
    });
}

/** Throws INVALID_ADDRESS, naming every one that is none. */
function parsed(texts: string[]): Address[] {
  const addresses = texts.map(parseAddress);
  const wrong = texts.filter((_, index) => addresses[index] === undefined);
  if (wrong.length > 0)
    throw new OperatorError(
      "INVALID_ADDRESS",
      wrong.map((text) => `"${text}"`).join(", "),
      wrong.length === 1 ? "it is neither IPv4 nor IPv6." : "they are neither IPv4 nor IPv6.",
    );
  return addresses as Address[];
}
