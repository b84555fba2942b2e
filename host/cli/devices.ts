import { Command } from "commander";
import { writeOut } from "../platform/terminal.ts";
import { deviceListText } from "../report/device-list-text.ts";
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
      const { Client } = await import("./client.ts");
      const { devicesSchema } = await import("../http/schema/device.ts");
      const path = `/api/v1/devices?limit=${DEVICES_MAX}`;
      const { document, report } = await new Client(options).ask(path, devicesSchema);
      writeOut(
        options.json
          ? `${JSON.stringify(document)}\n`
          : deviceListText(report.devices, report.total, outputPaper()),
      );
    });
}
