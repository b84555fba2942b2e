import { Command } from "commander";
import { configOption } from "./check.ts";

export function runCommand(): Command {
  return new Command("run")
    .description("watch the LAN, and answer over HTTP, until it is asked to end")
    .addOption(configOption())
    .addHelpText("after", "\nSIGHUP takes the configuration anew; SIGTERM ends it in order.")
    .action(async ({ config }: { config: string }) => {
      // Loaded where it is used: no other command needs a thread or the endpoint.
      const { runDaemon } = await import("../daemon/run.ts");
      await runDaemon(config);
    });
}
