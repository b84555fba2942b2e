import { Command, Option } from "commander";
import { INSTALLED_ASN_TABLE } from "../geo/asn/table.ts";
import { buildAsnImage } from "../geo/build/asn.ts";
import { buildImage } from "../geo/build/build.ts";
import { loadCountryTable } from "../geo/table.ts";
import { replaceFile } from "../platform/files.ts";
import { writeError, writeOut } from "../platform/terminal.ts";
import { geoReport } from "../report/geo-json.ts";
import { geoText } from "../report/geo-text.ts";
import { printable } from "../text.ts";
import { type AsnOptions, asnOption, chosenAsnTable, noAsnOption } from "./asn.ts";
import { updateCommand } from "./geo-update.ts";
import { geoOption } from "./offline.ts";
import { outputPaper } from "./paper.ts";

export function geoCommand(): Command {
  return new Command("geo")
    .description("the tables of countries and of autonomous systems")
    .addCommand(infoCommand())
    .addCommand(buildCommand())
    .addCommand(updateCommand());
}

function infoCommand(): Command {
  return new Command("info")
    .description("print what the tables are made of")
    .option("--json", "as one JSON document")
    .addOption(geoOption())
    .addOption(asnOption())
    .addOption(noAsnOption())
    .action((options: AsnOptions & { geo: string; json?: boolean }) => {
      const table = loadCountryTable(options.geo);
      const asn = chosenAsnTable(options);
      if (options.json) {
        writeOut(`${JSON.stringify(geoReport(table, asn, Date.now()))}\n`);
        return;
      }
      const asnAt = asn && { path: options.asn || INSTALLED_ASN_TABLE, table: asn };
      writeOut(geoText({ path: options.geo, table }, asnAt, outputPaper(), Date.now()));
    });
}

interface BuildOptions {
  readonly first?: string[];
  readonly second?: string[];
  readonly override?: string;
  readonly asn?: string[];
  readonly output: string;
}

function buildCommand(): Command {
  const asn = new Option("--asn <file>", "CSV of 'first,last,asn,organization' instead; repeatable")
    .argParser(collected)
    .conflicts(["first", "second", "override"]);
  return new Command("build")
    .description("compile country data, or AS data, to a table")
    .option("--first <file>", "CSV of 'first,last,CC' or MMDB; repeatable", collected)
    .option(
      "--second <file>",
      "a second opinion, for addresses on which the two differ; repeatable",
      collected,
    )
    .option("--override <file>", "lines of 'CIDR,CC' that win over both")
    .addOption(asn)
    .requiredOption("--output <table>", "where to write the table")
    .action((options: BuildOptions, command: Command) => {
      const { output } = options;
      const image = imageOf(options, command);
      replaceFile(output, image);
      writeError(`bordertap: wrote ${printable(output)}, ${image.length} octets\n`);
    });
}

function imageOf({ first, second = [], override, asn }: BuildOptions, command: Command): Uint8Array {
  if (asn) return buildAsnImage(asn);
  if (!first) command.error("error: one of the options '--first <file>' and '--asn <file>' is required");
  return buildImage({ first, second, override });
}

function collected(file: string, before: string[] = []): string[] {
  return [...before, file];
}
