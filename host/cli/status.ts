import { Command } from "commander";
import { statusSchema } from "../http/schema/status.ts";
import { writeOut } from "../platform/terminal.ts";
import { statusText } from "../report/status-text.ts";
import { Client } from "./client.ts";
import { type ClientOptions, urlOption } from "./client-options.ts";
import { tokenFileOption } from "./listen.ts";
import { outputPaper } from "./paper.ts";

export function statusCommand(): Command {
  return new Command("status")
    .description("ask a running endpoint what it sees with, how well, and what it loses")
    .option("--json", "its document")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .action(async (options: ClientOptions) => {
      const { document, report } = await new Client(options).ask("/api/v1/status", statusSchema);
      writeOut(
        options.json
          ? `${JSON.stringify(document)}\n`
          : statusText(report, report.attribution, outputPaper()),
      );
    });
}
