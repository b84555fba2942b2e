import { Command } from "commander";
import { writeOut } from "../platform/terminal.ts";
import { alertListText } from "../report/alert-list-text.ts";
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
      const { Client } = await import("./client.ts");
      const { alertsSchema } = await import("../http/schema/alert.ts");
      const { document, report } = await new Client(options).ask("/api/v1/alerts", alertsSchema);
      writeOut(options.json ? `${JSON.stringify(document)}\n` : alertListText(report.alerts, outputPaper()));
    });
}
