import { Command } from "commander";
import { devicesSchema } from "../http/schema/device.ts";
import { writeOut } from "../platform/terminal.ts";
import { deviceListText } from "../report/device-list-text.ts";
import { Client } from "./client.ts";
import { type ClientOptions, urlOption } from "./client-options.ts";
import { tokenFileOption } from "./listen.ts";
import { outputPaper } from "./paper.ts";

/** As many as the endpoint tells at once. */
const DEVICES_MAX = 1000;

export function devicesCommand(): Command {
  return new Command("devices")
    .description("ask a running endpoint who is at home, and who talks to which country")
    .option("--json", "its document")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .action(async (options: ClientOptions) => {
      const path = `/api/v1/devices?limit=${DEVICES_MAX}`;
      const { document, report } = await new Client(options).ask(path, devicesSchema);
      writeOut(
        options.json
          ? `${JSON.stringify(document)}\n`
          : deviceListText(report.devices, report.total, outputPaper()),
      );
    });
}
