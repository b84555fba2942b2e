import { Command } from "commander";
import { buildImage } from "../geo/build/build.ts";
import type { SourceMetadata } from "../geo/metadata.ts";
import { type CountryTable, loadCountryTable } from "../geo/table.ts";
import { replaceFile } from "../platform/files.ts";
import { sha256 } from "../platform/hash.ts";
import { writeError, writeOut } from "../platform/terminal.ts";
import { geoOption } from "./offline.ts";

/** Its own commands inherit nothing from the program, so each says that its mistakes are the caller's to report. */
export function geoCommand(): Command {
  return new Command("geo")
    .description("the country table")
    .addCommand(infoCommand())
    .addCommand(buildCommand());
}

function infoCommand(): Command {
  return new Command("info")
    .exitOverride()
    .description("print what a country table is made of")
    .option("--json", "as one JSON document")
    .addOption(geoOption())
    .action(({ geo, json }: { geo: string; json?: boolean }) => {
      const table = loadCountryTable(geo);
      writeOut(json ? `${JSON.stringify(infoReport(table))}\n` : infoText(geo, table));
    });
}

function infoReport(table: CountryTable): object {
  const { sources, counts } = table.metadata;
  return { sources, counts, octets: table.image.length, sha256: sha256(table.image) };
}

function infoText(path: string, table: CountryTable): string {
  const { sources, counts } = table.metadata;
  return [
    `${path}`,
    `${table.image.length} octets, SHA-256 ${sha256(table.image)}`,
    `${counts.countries} countries, ${counts.ipv4Ranges} IPv4 and ${counts.ipv6Ranges} IPv6 ranges`,
    ...sources.flatMap(sourceText),
    "",
    ...table.attribution,
    "",
  ].join("\n");
}

function sourceText(source: SourceMetadata): string[] {
  const { opinion, name, date, file, ranges, licence } = source;
  return [
    "",
    `${opinion}: ${[name, date, licence].filter(Boolean).join(", ")}`,
    `  ${file}, ${ranges} ranges`,
    `  SHA-256 ${source.sha256}`,
  ];
}

interface BuildOptions {
  readonly first: string[];
  readonly second?: string[];
  readonly override?: string;
  readonly output: string;
}

function buildCommand(): Command {
  return new Command("build")
    .exitOverride()
    .description("compile country data to a table")
    .requiredOption("--first <file>", "CSV of 'first,last,CC' or MMDB; repeatable", collected)
    .option(
      "--second <file>",
      "a second opinion, for addresses on which the two differ; repeatable",
      collected,
      [],
    )
    .option("--override <file>", "lines of 'CIDR,CC' that win over both")
    .requiredOption("--output <table>", "where to write the table")
    .action(({ first, second = [], override, output }: BuildOptions) => {
      const image = buildImage({ first, second, override });
      replaceFile(output, image);
      writeError(`bordertap: wrote ${output}, ${image.length} octets\n`);
    });
}

function collected(file: string, before: string[] = []): string[] {
  return [...before, file];
}
