import { Command } from "commander";
import type { ConfigDocument } from "../config/document.ts";
import { type DocumentReading, type Reading, readDocument } from "../config/load.ts";
import { importIntoUci } from "../config/uci-import.ts";
import { UCI_PATH, uciText } from "../config/uci-text.ts";
import { suffixKinds } from "../names/suffix-kind.ts";
import { setExitStatus } from "../platform/program.ts";
import { writeError, writeOut } from "../platform/terminal.ts";
import { mistakesText, warningsText } from "../report/config-text.ts";
import { configOption } from "./check.ts";

export function configCommand(): Command {
  return new Command("config")
    .description("the configuration as JSON, and from JSON into OpenWrt's")
    .addCommand(exportCommand())
    .addCommand(importCommand());
}

function exportCommand(): Command {
  return new Command("export")
    .description("print the configuration as JSON: what is set, without defaults and comments")
    .addOption(configOption())
    .addHelpText(
      "after",
      "\n'config import' takes it, and run, check, nft and explain do with --config. Exit status 2: it holds mistakes.",
    )
    .action(async ({ config: path }: { config: string }) => {
      // Files that it names may be those of another machine.
      const document = await documentAt(path, { looksAround: false });
      if (document) writeOut(`${JSON.stringify(document, undefined, 2)}\n`);
    });
}

function importCommand(): Command {
  return new Command("import")
    .description(`put a configuration in the place of ${UCI_PATH}`)
    .argument("<file>", "JSON; - for standard input")
    .option("--dry-run", "print what uci would be told, and write nothing")
    .addHelpText(
      "after",
      "\nAll of it is checked first: with a mistake nothing is written (exit status 2; all are printed). Then uci puts one file\nin the other's place: comments and names of sections are gone with it. The service takes it with\n'service bordertap reload'.",
    )
    .action(async (path: string, { dryRun }: { dryRun?: boolean }) => {
      const document = await documentAt(path, {});
      if (!document) return;
      if (dryRun) {
        writeOut(uciText(document));
        return;
      }
      importIntoUci(document);
      writeOut(`ok: ${UCI_PATH} is written. The service takes it with: service bordertap reload\n`);
    });
}

/** Undefined where it holds mistakes; those, and warnings, are told. */
async function documentAt(path: string, how: Reading): Promise<ConfigDocument | undefined> {
  const reading = readDocument(path, { ...how, suffixKind: await suffixKinds(), nowMs: Date.now() });
  tell(path === "-" ? "standard input" : path, reading);
  return reading.document;
}

function tell(name: string, { mistakes, warnings }: DocumentReading): void {
  if (mistakes) {
    setExitStatus(2);
    writeError(mistakesText(name, mistakes));
  }
  if (warnings.length > 0) writeError(warningsText(name, warnings));
}
