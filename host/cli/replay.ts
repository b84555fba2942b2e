import { Command, Option } from "commander";
import { FlowArchive } from "../classifier/flow-archive.ts";
import { DeviceBook } from "../devices/book.ts";
import { enterManualNames } from "../devices/manual-names.ts";
import { Vendors } from "../devices/vendors.ts";
import { errorIsTerminal, writeError, writeOut } from "../platform/terminal.ts";
import { JsonWriter } from "../report/json.ts";
import { Progress } from "../report/progress.ts";
import { ReplayReport } from "../report/replay.ts";
import { writeReplayJson } from "../report/replay-json.ts";
import { replayText } from "../report/replay-text.ts";
import {
  captureName,
  geoOption,
  localOption,
  nameWhatWasNotRead,
  type OfflineOptions,
  openOffline,
} from "./offline.ts";
import { outputPaper } from "./paper.ts";

interface ReplayOptions extends OfflineOptions {
  readonly json?: boolean;
  readonly name: readonly string[];
}

export function replayCommand(): Command {
  return new Command("replay")
    .description("show which device of a capture talked to which country")
    .argument("<file>", "pcap or pcapng, - for standard input")
    .option("--json", "the whole report as one JSON document")
    .addOption(nameOption())
    .addOption(localOption())
    .addOption(geoOption())
    .action((file: string, options: ReplayOptions) => {
      const book = new DeviceBook();
      enterManualNames(options.name, book);
      const offline = openOffline(file, options);
      const { classifier, table, source } = offline;
      const archive = new FlowArchive();
      const progress = errorIsTerminal() ? new Progress(source.size, writeError) : undefined;
      for (const _ of source.walks(false)) {
        for (const flow of classifier.takeEvictedFlows()) archive.add(flow);
        progress?.show(source.position);
      }
      progress?.clear();
      source.close();

      const report = new ReplayReport(classifier, archive, source, table, { book, vendors: new Vendors() });
      if (options.json) {
        const out = new JsonWriter(writeOut);
        writeReplayJson(report, out);
        out.flush();
      } else {
        writeOut(replayText(captureName(file), report, outputPaper()));
      }
      nameWhatWasNotRead(file, offline);
    });
}

function nameOption(): Option {
  return new Option("--name <device=name>", "what you call a device, by its MAC or an address; repeatable")
    .argParser((text: string, before: readonly string[]) => [...before, text])
    .default([], "none");
}
