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
import { ReplayAlerts } from "../report/replay-alerts.ts";
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
import type { ReplayPolicy } from "./replay-policy.ts";

interface ReplayOptions extends OfflineOptions, AsnOptions {
  readonly json?: boolean;
  readonly name: readonly string[];
  readonly names: boolean;
  readonly policy?: string;
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
    .option("--policy <file>", "judge flows by this configuration: what it would do, were it to enforce")
    .addOption(localOption())
    .addOption(geoOption())
    .addOption(asnOption())
    .addOption(noAsnOption())
    .option("--serve", "keep the HTTP endpoint up on the result, until interrupted")
    .addOption(listenOption())
    .addOption(tokenFileOption())
    .addHelpText("after", POLICY_HELP)
    .action(async (file: string, options: ReplayOptions) => {
      const token = readToken(options.tokenFile);
      const asn = chosenAsnTable(options);
      const policy = options.policy === undefined ? undefined : await policyIn(options.policy);
      const devices = new DeviceBook();
      for (const { macs, name } of policy?.devices ?? [])
        for (const mac of macs) devices.nameManually(mac, name);
      enterManualNames(options.name, devices);
      const offline = openOffline(file, options);
      const { classifier, table, source } = offline;
      classifier.setNaming(options.names);
      const flows = new FlowBook(classifier);
      const identities = new IdentityListener(classifier, devices);
      const follower = policy?.follower(classifier, table.view.countries);
      const alerts = new ReplayAlerts(classifier, table.codeOf);
      const events = new EventDrain(classifier, flows, identities, alerts);
      const progress = errorIsTerminal() ? new Progress(source.size, writeError) : undefined;
      for (const _ of source.walks(false)) {
        do events.drain();
        while (follower?.follow());
        progress?.show(source.position);
      }
      progress?.clear();
      source.close();

      const known = { book: devices, vendors: new Vendors() };
      const judgement = policy && { timezone: policy.timezone, alerts };
      const report = new ReplayReport(classifier, flows, source, { table, asn, known, judgement });
      if (options.json) {
        const out = new JsonWriter(writeOut);
        writeReplayJson(report, out);
        out.flush();
      } else {
        const registrable = report.isNamed ? await registrableDomains() : undefined;
        writeOut(replayText(captureName(file), report, registrable, outputPaper()));
      }
      nameWhatWasNotRead(file, offline);
      if (!options.serve) return;
      // Loaded where it is used: most runs serve nothing.
      const { serveReplayed } = await import("./online.ts");
      await serveReplayed(captureName(baseName(file)), report, options.local, options.listen, token);
    });
}

const POLICY_HELP = `
--policy takes the file that 'run' and 'check' take. Of it, bordertap's options of policy, country, exception and
device count; the others are checked and not used (--local, --geo and --listen stand in their place). block is shown
as reject or drop, whatever mode says. Hours and expiry go by the capture's times in the zone of bordertap.timezone,
else of TZ, else of this system; a flow is judged as it opens, and again when it says its name.`;

/** Throws FILE_UNREADABLE, CONFIG_INVALID. */
async function policyIn(path: string): Promise<ReplayPolicy> {
  const { replayPolicy } = await import("./replay-policy.ts");
  return replayPolicy(path);
}

function nameOption(): Option {
  return new Option("--name <device=name>", "what you call a device, by its MAC or an address; repeatable")
    .argParser((text: string, before: readonly string[]) => [...before, text])
    .default([], "none");
}
