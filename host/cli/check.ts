import { Command, Option } from "commander";
import { type ConfigReading, defaultConfigPath, readConfig, serviceUser } from "../config/load.ts";
import { OperatorError } from "../errors.ts";
import { SystemError } from "../ffi/errno.ts";
import { exitWarnings } from "../firewall/inward.ts";
import { networksNow } from "../local/networks.ts";
import { suffixKinds } from "../names/suffix-kind.ts";
import { setExitStatus } from "../platform/program.ts";
import { writeError, writeOut } from "../platform/terminal.ts";
import { PRECEDENCE } from "../policy/precedence.ts";
import { checkReport } from "../report/config-json.ts";
import { configText, mistakesText, warningsText } from "../report/config-text.ts";
import { outputPaper } from "./paper.ts";

/** Also of commands that need the whole configuration. */
export function configOption(): Option {
  return new Option("--config <file>", "configuration; - for standard input").default(defaultConfigPath());
}

/** Of commands that look at what the configuration's daemon would do. */
export function tableOption(): Option {
  return new Option("--geo <table>", "country table to use, in place of the configuration's");
}

export function checkCommand(): Command {
  return new Command("check")
    .description("look for mistakes in the configuration, and say what it would do")
    .addOption(configOption())
    .option("--json", "as one JSON document")
    .addHelpText(
      "after",
      `\nOn OpenWrt the configuration is UCI's /etc/config/bordertap, which is the manual too; elsewhere it is JSON with the\nsame names of sections and options. Exit status 2: it holds mistakes, all of which are printed. Warnings stand in\nnobody's way.\n\n${PRECEDENCE}`,
    )
    .action(async ({ config: path, json }: { config: string; json?: boolean }) => {
      const kinds = { suffixKind: await suffixKinds(), nowMs: Date.now() };
      const how = { ...kinds, serviceUser: serviceUser(), readsTables: true };
      const reading = withExits(readConfig(path, how));
      if (reading.mistakes) setExitStatus(2);
      const name = path === "-" ? "standard input" : path;
      if (json) writeOut(`${JSON.stringify(checkReport(path, reading))}\n`);
      else if (reading.config) writeOut(configText(name, reading.config, outputPaper()));
      else writeError(mistakesText(name, reading.mistakes));
      if (!json && reading.warnings.length > 0) writeError(warningsText(name, reading.warnings));
    });
}

/** With what is odd of it on this machine, where the kernel can be asked. */
function withExits(reading: ConfigReading): ConfigReading {
  const { config, warnings } = reading;
  if (config === undefined) return reading;
  try {
    return { config, warnings: [...warnings, ...exitWarnings(config, networksNow)] };
  } catch (error) {
    if (error instanceof SystemError || error instanceof OperatorError) return reading;
    throw error;
  }
}
