import { Command } from "commander";
import { buildImage } from "../geo/build/build.ts";
import { loadCountryTable } from "../geo/table.ts";
import { replaceFile } from "../platform/files.ts";
import { writeError, writeOut } from "../platform/terminal.ts";
import { geoReport } from "../report/geo-json.ts";
import { geoText } from "../report/geo-text.ts";
import { printable } from "../text.ts";
import { geoOption } from "./offline.ts";
import { outputPaper } from "./paper.ts";

export function geoCommand(): Command {
  return new Command("geo")
    .description("the country table")
    .addCommand(infoCommand())
    .addCommand(buildCommand());
}

function infoCommand(): Command {
  return new Command("info")
    .description("print what a country table is made of")
    .option("--json", "as one JSON document")
    .addOption(geoOption())
    .action(({ geo, json }: { geo: string; json?: boolean }) => {
      const table = loadCountryTable(geo);
      writeOut(json ? `${JSON.stringify(geoReport(table))}\n` : geoText(geo, table, outputPaper()));
    });
}

interface BuildOptions {
  readonly first: string[];
  readonly second?: string[];
  readonly override?: string;
  readonly output: string;
}

function buildCommand(): Command {
  return new Command("build")
    .description("compile country data to a table")
    .requiredOption("--first <file>", "CSV of 'first,last,CC' or MMDB; repeatable", collected)
    .option(
      "--second <file>",
      "a second opinion, for addresses on which the two differ; repeatable",
      collected,
    )
    .option("--override <file>", "lines of 'CIDR,CC' that win over both")
    .requiredOption("--output <table>", "where to write the table")
    .action(({ first, second = [], override, output }: BuildOptions) => {
      const image = buildImage({ first, second, override });
      replaceFile(output, image);
      writeError(`bordertap: wrote ${printable(output)}, ${image.length} octets\n`);
    });
}

function collected(file: string, before: string[] = []): string[] {
  return [...before, file];
}
