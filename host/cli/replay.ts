import { Command, Option } from "commander";
import { DeviceBook } from "../devices/book.ts";
import { enterManualNames } from "../devices/manual-names.ts";
import { Vendors } from "../devices/vendors.ts";
import { EventDrain } from "../names/event-drain.ts";
import { FlowBook } from "../names/flow-book.ts";
import { IdentityListener } from "../names/identity-listener.ts";
import { registrableDomains } from "../names/registrable.ts";
import { baseName } from "../platform/files.ts";
import { errorIsTerminal, writeError, writeOut } from "../platform/terminal.ts";
import { JsonWriter } from "../report/json.ts";
import { Progress } from "../report/progress.ts";
import { ReplayReport } from "../report/replay.ts";
import { writeReplayJson } from "../report/replay-json.ts";
import { replayText } from "../report/replay-text.ts";
import { type AsnOptions, asnOption, chosenAsnTable, noAsnOption } from "./asn.ts";
import { listenOption, type Place, readToken, tokenFileOption } from "./listen.ts";
import {
  captureName,
  geoOption,
  localOption,
  nameWhatWasNotRead,
  type OfflineOptions,
  openOffline,
} from "./offline.ts";
import { outputPaper } from "./paper.ts";

interface ReplayOptions extends OfflineOptions, AsnOptions {
  readonly json?: boolean;
  readonly name: readonly string[];
  readonly names: boolean;
  readonly serve?: boolean;
  readonly listen: Place;
  readonly tokenFile?: string;
}

export function replayCommand(): Command {
  return new Command("replay")
    .description("show which device of a capture talked to which country")
    .argument("<file>", "pcap or pcapng, - for standard input")
    .option("--json", "the whole report as one JSON document")
    .addOption(nameOption())
    .option("--no-names", "look for no names of hosts and devices: quicker on a large capture")
    .addOption(localOption())
    .addOption(geoOption())
    .addOption(asnOption())
    .addOption(noAsnOption())
    .option("--serve", "keep the HTTP endpoint up on the result, until interrupted")
    .addOption(listenOption())
    .addOption(tokenFileOption())
    .action(async (file: string, options: ReplayOptions) => {
      const token = readToken(options.tokenFile);
      const asn = chosenAsnTable(options);
      const devices = new DeviceBook();
      enterManualNames(options.name, devices);
      const offline = openOffline(file, options);
      const { classifier, table, source } = offline;
      classifier.setNaming(options.names);
      const events = new EventDrain(classifier);
      const flows = new FlowBook(classifier);
      const identities = new IdentityListener(classifier, devices);
      const progress = errorIsTerminal() ? new Progress(source.size, writeError) : undefined;
      for (const _ of source.walks(false)) {
        events.drain(flows, identities);
        progress?.show(source.position);
      }
      progress?.clear();
      source.close();

      const known = { book: devices, vendors: new Vendors() };
      const report = new ReplayReport(classifier, flows, source, { table, asn, known });
      if (options.json) {
        const out = new JsonWriter(writeOut);
        writeReplayJson(report, out);
        out.flush();
      } else {
        writeOut(replayText(captureName(file), report, await registrableDomains(), outputPaper()));
      }
      nameWhatWasNotRead(file, offline);
      if (!options.serve) return;
      // Loaded where it is used: most runs serve nothing.
      const { serveReplayed } = await import("./online.ts");
      await serveReplayed(captureName(baseName(file)), report, options.local, options.listen, token);
    });
}

function nameOption(): Option {
  return new Option("--name <device=name>", "what you call a device, by its MAC or an address; repeatable")
    .argParser((text: string, before: readonly string[]) => [...before, text])
    .default([], "none");
}
