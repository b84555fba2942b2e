import { Command, Option } from "commander";
import type { GeoConfig } from "../config/config.ts";
import { defaults, loadConfig, parseConfig } from "../config/load.ts";
import { mistakeText } from "../config/mistake.ts";
import { OperatorError } from "../errors.ts";
import { buildImage } from "../geo/build/build.ts";
import { rollBack } from "../geo/update/roll-back.ts";
import { UpdateRun } from "../geo/update/run.ts";
import { fileExists, replaceFile } from "../platform/files.ts";
import { absolutePath } from "../platform/folder.ts";
import { setExitStatus } from "../platform/program.ts";
import { writeOut } from "../platform/terminal.ts";
import { printable } from "../text.ts";
import { configOption } from "./check.ts";

interface UpdateOptions {
  readonly config: string;
  readonly url?: string;
  readonly sha256?: string;
  readonly sha256Url?: string;
  readonly mmdb?: string;
  readonly directory?: string;
  readonly rollback?: boolean;
  readonly json?: boolean;
}

export function updateCommand(): Command {
  return new Command("update")
    .description("bring a newer country table, prove it, and put it in the old one's place")
    .addOption(configOption())
    .option(
      "--url <url>",
      "a table that 'geo build' made, or a CSV or MMDB, also as .gz; http:// needs --sha256",
    )
    .option("--sha256 <hex>", "what the file at --url must have")
    .option("--sha256-url <url>", "where that stands, as sha256sum writes it")
    .addOption(new Option("--mmdb <file>", "your own MMDB").conflicts(["url", "sha256", "sha256Url"]))
    .option("--directory <folder>", "where updates are kept")
    .addOption(
      new Option("--rollback", "go back to the table before the last update").conflicts([
        "url",
        "sha256",
        "mmdb",
      ]),
    )
    .option("--json", "as one JSON document")
    .addHelpText("after", "\nWithout --url and --mmdb the configuration says where from.")
    .action(async (options: UpdateOptions, command: Command) => {
      const { source, directory } = chosen(options, command.getOptionValueSource("config") === "cli");
      if (options.rollback) {
        const table = rollBack(directory);
        writeOut(
          options.json
            ? `${JSON.stringify({ result: "rolledBack", table })}\n`
            : `in use: ${printable(table)}\n`,
        );
        return;
      }
      if (!source) command.error(`error: neither url nor mmdb is given, here or in ${options.config}`);
      const outcome = await new UpdateRun({ source, directory, compile }).update();
      const { result, table, reason } = outcome;
      if (options.json) {
        writeOut(`${JSON.stringify(outcome)}\n`);
        if (result === "failed") setExitStatus(1);
        return;
      }
      if (result === "failed") throw new OperatorError("GEO_UPDATE_FAILED", outcome.source, reason ?? "");
      const why = reason === undefined ? "" : ` (${reason})`;
      writeOut(`${result}${why}, in use: ${printable(table)}\n`);
    });
}

function compile(source: string, target: string): void {
  replaceFile(target, buildImage({ first: [source], second: [] }));
}

/** Of the command line, and of the configuration where that is silent. Throws what loadConfig throws. */
function chosen(options: UpdateOptions, isConfigNamed: boolean): Pick<GeoConfig, "source" | "directory"> {
  const { config, url, sha256, sha256Url, rollback } = options;
  const mmdb = options.mmdb === undefined ? undefined : absolutePath(options.mmdb);
  const directory = options.directory === undefined ? undefined : absolutePath(options.directory);
  const said = { geo: { url, sha256, sha256_url: sha256Url, mmdb, directory } };
  const here = parseConfig(new TextEncoder().encode(JSON.stringify(said)));
  if (here.mistakes)
    throw new OperatorError("CONFIG_INVALID", "the command line", here.mistakes.map(mistakeText));
  const { source } = here.config.geo;
  if (directory !== undefined && (source || rollback)) return { source, directory };
  const { geo } = isConfigNamed || fileExists(config) ? loadConfig(config) : defaults();
  return { source: source ?? geo.source, directory: directory ?? geo.directory };
}
