// The composition root: which commands there are, and how a mistake ends the program.

import { Command, CommanderError } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { dissectCommand } from "./cli/dissect.ts";
import { lookupCommand } from "./cli/lookup.ts";
import { replayCommand } from "./cli/replay.ts";
import { withManners } from "./cli/usage.ts";
import { OperatorError } from "./errors.ts";
import { commandLine, setExitStatus } from "./platform/program.ts";
import { runtimeVersion } from "./platform/runtime.ts";
import { outliveReload } from "./platform/signals.ts";
import { watchOutput, writeError } from "./platform/terminal.ts";

/** Those that read captures start in the blink of an eye. */
const OFFLINE: ReadonlyMap<string, () => Command> = new Map([
  ["replay", replayCommand],
  ["dissect", dissectCommand],
  ["lookup", lookupCommand],
]);

/** With the command that `asked` begins with, or with all of them; what the others need costs 30 ms to load. */
async function program(asked: readonly string[]): Promise<Command> {
  const program = new Command("bordertap").description(packageJson.description).version(packageJson.version);
  const offline = OFFLINE.get(asked[0]);
  for (const command of offline ? [offline] : await allCommands()) program.addCommand(command());
  return withManners(program, program.name());
}

/** In the order of --help. */
async function allCommands(): Promise<(() => Command)[]> {
  const online = await import("./cli/online.ts");
  const { runCommand, checkCommand, configCommand, explainCommand, nftCommand, geoCommand } = online;
  const { statusCommand, devicesCommand, flowsCommand, alertsCommand, topCommand } = online;
  const clients = [statusCommand, devicesCommand, flowsCommand, alertsCommand, topCommand];
  const operator = [runCommand, checkCommand, configCommand, explainCommand, nftCommand, geoCommand];
  return [...OFFLINE.values(), ...operator, ...clients];
}

/** What package.json's engines says. */
const RUNTIME_MAJOR_MIN = 20;

/** Routers may have any. Throws RUNTIME_TOO_OLD. */
function assertRuntime(): void {
  const { text, major } = runtimeVersion();
  if (major >= RUNTIME_MAJOR_MIN) return;
  throw new OperatorError("RUNTIME_TOO_OLD", text, `it is older than ${RUNTIME_MAJOR_MIN}`);
}

/**
 * What runs for months does so within limits, which the runtime takes only when it starts. Before anything else is loaded,
 * and anything read: the program that takes this one's place does so again, and standard input gives it once.
 */
async function confineDaemon(): Promise<void> {
  const { confine } = await import("./daemon/confine.ts");
  const { Log } = await import("./daemon/log.ts");
  confine(new Log("warning", writeError));
}

function fail(error: OperatorError): void {
  writeError(`bordertap: ${error.message}\n`);
  setExitStatus(error.exitCode);
}

watchOutput(fail);
try {
  assertRuntime();
  const asked = commandLine();
  if (asked[0] === "run") {
    // Who asks for a reload before the configuration is read gets what he asks for.
    outliveReload();
    await confineDaemon();
  }
  await (await program(asked)).parseAsync(asked, { from: "user" });
} catch (error) {
  if (error instanceof OperatorError) fail(error);
  // Commander has printed its own; --help and --version end here with 0.
  else if (error instanceof CommanderError) setExitStatus(error.exitCode === 0 ? 0 : 2);
  else throw error;
}
