import { Command } from "commander";
import { runDaemon } from "../daemon/run.ts";
import { configOption } from "./check.ts";

export function runCommand(): Command {
  return new Command("run")
    .description("watch the LAN, and answer over HTTP, until it is asked to end")
    .addOption(configOption())
    .option("--geo <table>", "country table to use, in place of the configuration's")
    .addHelpText("after", "\nSIGHUP takes the configuration anew; SIGTERM ends it in order.")
    .action(({ config, geo }: { config: string; geo?: string }) => runDaemon(config, geo));
}
