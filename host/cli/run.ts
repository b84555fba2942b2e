import { Command } from "commander";
import { runDaemon } from "../daemon/run.ts";
import { configOption } from "./check.ts";

export function runCommand(): Command {
  return new Command("run")
    .description("watch the LAN, and answer over HTTP, until it is asked to end")
    .addOption(configOption())
    .addHelpText("after", "\nSIGHUP takes the configuration anew; SIGTERM ends it in order.")
    .action(({ config }: { config: string }) => runDaemon(config));
}
