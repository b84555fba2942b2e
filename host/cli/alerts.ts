import { Command } from "commander";
import { alertsSchema } from "../http/schema/alert.ts";
import { writeOut } from "../platform/terminal.ts";
import { alertListText } from "../report/alert-list-text.ts";
import { Client } from "./client.ts";
import { type ClientOptions, urlOption } from "./client-options.ts";
import { tokenFileOption } from "./listen.ts";
import { outputPaper } from "./paper.ts";

export function alertsCommand(): Command {
  return new Command("alerts")
    .description("ask a running endpoint for its newest alerts")
    .option("--json", "its document")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .action(async (options: ClientOptions) => {
      const { document, report } = await new Client(options).ask("/api/v1/alerts", alertsSchema);
      writeOut(options.json ? `${JSON.stringify(document)}\n` : alertListText(report.alerts, outputPaper()));
    });
}
