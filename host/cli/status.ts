import { Command } from "commander";
import { writeOut } from "../platform/terminal.ts";
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
      const { Client } = await import("./client.ts");
      const { statusSchema } = await import("../http/schema/status.ts");
      const { statusText } = await import("../report/status-text.ts");
      const { document, report } = await new Client(options).ask("/api/v1/status", statusSchema);
      writeOut(
        options.json
          ? `${JSON.stringify(document)}\n`
          : statusText(report, report.attribution, outputPaper()),
      );
    });
}
