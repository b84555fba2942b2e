import { Command } from "commander";
import { EventDrain } from "../names/event-drain.ts";
import { FlowBook } from "../names/flow-book.ts";
import { errorIsTerminal, writeError, writeOut } from "../platform/terminal.ts";
import { JsonWriter } from "../report/json.ts";
import { Progress } from "../report/progress.ts";
import { ReplayReport } from "../report/replay.ts";
import { writeReplayJson } from "../report/replay-json.ts";
import { replayText } from "../report/replay-text.ts";
import { type AsnOptions, asnOption, chosenAsnTable, noAsnOption } from "./asn.ts";
import {
  captureName,
  geoOption,
  localOption,
  nameWhatWasNotRead,
  type OfflineOptions,
  openOffline,
} from "./offline.ts";
import { outputPaper } from "./paper.ts";

export function replayCommand(): Command {
  return new Command("replay")
    .description("show which device of a capture talked to which country")
    .argument("<file>", "pcap or pcapng, - for standard input")
    .option("--json", "the whole report as one JSON document")
    .addOption(localOption())
    .addOption(geoOption())
    .addOption(asnOption())
    .addOption(noAsnOption())
    .action((file: string, options: OfflineOptions & AsnOptions & { json?: boolean }) => {
      const asn = chosenAsnTable(options);
      const offline = openOffline(file, options);
      const { classifier, table, source } = offline;
      const events = new EventDrain(classifier);
      const book = new FlowBook(classifier);
      const progress = errorIsTerminal() ? new Progress(source.size, writeError) : undefined;
      for (const _ of source.walks(false)) {
        events.drain(book);
        progress?.show(source.position);
      }
      progress?.clear();
      source.close();

      const report = new ReplayReport(classifier, book, source, table, asn);
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
