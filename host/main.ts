// The composition root: which commands there are, and how a mistake ends the program.

import { Command, CommanderError } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { alertsCommand } from "./cli/alerts.ts";
import { checkCommand } from "./cli/check.ts";
import { devicesCommand } from "./cli/devices.ts";
import { dissectCommand } from "./cli/dissect.ts";
import { flowsCommand } from "./cli/flows.ts";
import { geoCommand } from "./cli/geo.ts";
import { lookupCommand } from "./cli/lookup.ts";
import { replayCommand } from "./cli/replay.ts";
import { runCommand } from "./cli/run.ts";
import { statusCommand } from "./cli/status.ts";
import { topCommand } from "./cli/top.ts";
import { withManners } from "./cli/usage.ts";
import { OperatorError } from "./errors.ts";
import { commandLine, setExitStatus } from "./platform/program.ts";
import { watchOutput, writeError } from "./platform/terminal.ts";

const COMMANDS = [
  replayCommand,
  dissectCommand,
  lookupCommand,
  geoCommand,
  checkCommand,
  runCommand,
  statusCommand,
  devicesCommand,
  flowsCommand,
  alertsCommand,
  topCommand,
];

function program(): Command {
  const program = new Command("bordertap").description(packageJson.description).version(packageJson.version);
  for (const command of COMMANDS) program.addCommand(command());
  return withManners(program, program.name());
}

function fail(error: OperatorError): void {
  writeError(`bordertap: ${error.message}\n`);
  setExitStatus(error.exitCode);
}

watchOutput(fail);
try {
  await program().parseAsync(commandLine(), { from: "user" });
} catch (error) {
  if (error instanceof OperatorError) fail(error);
  // Commander has printed its own; --help and --version end here with 0.
  else if (error instanceof CommanderError) setExitStatus(error.exitCode === 0 ? 0 : 2);
  else throw error;
}
