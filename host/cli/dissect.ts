import { Command } from "commander";
import { attributionOf } from "../geo/metadata.ts";
import { writeError, writeOut } from "../platform/terminal.ts";
import { Dissection } from "../report/dissection.ts";
import { frameText } from "../report/frame-text.ts";
import { JsonWriter } from "../report/json.ts";
import { geoOption, nameWhatWasNotRead, type OfflineOptions, openOffline } from "./offline.ts";

export function dissectCommand(): Command {
  return new Command("dissect")
    .description("print what each frame of a capture says")
    .argument("<file>", "pcap or pcapng, - for standard input")
    .option("--json", "one JSON object a line")
    .addOption(geoOption())
    .action((file: string, options: OfflineOptions & { json?: boolean }) => {
      const offline = openOffline(file, { ...options, local: [] });
      const { classifier, table, source } = offline;
      const out = new JsonWriter(writeOut);
      const dissection = new Dissection(classifier, table.codeOf);
      for (const _ of source.walks(true)) {
        for (const report of dissection.take()) {
          if (options.json) out.line(report);
          else out.raw(frameText(report));
        }
      }
      source.close();
      out.flush();
      // A line a frame is made to be filtered, so this stands beside the document.
      if (!options.json) for (const line of attributionOf([table])) writeError(`${line}\n`);
      nameWhatWasNotRead(file, offline);
    });
}
