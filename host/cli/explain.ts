import { Command } from "commander";
import { type Address, formatAddress, parseAddress } from "../address.ts";
import { Classifier } from "../classifier/classifier.ts";
import type { Config } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import { DEVICE, HOST_PATTERN } from "../config/policy-forms.ts";
import { OperatorError } from "../errors.ts";
import { lookupReport } from "../geo/lookup.ts";
import { loadCountryTable } from "../geo/table.ts";
import { tableInUse } from "../geo/update/store.ts";
import { suffixKinds } from "../names/suffix-kind.ts";
import { writeOut } from "../platform/terminal.ts";
import { explainName, reasonsFor } from "../policy/explain.ts";
import { inForceAt } from "../policy/in-force.ts";
import { localMinute, localTimeText, parseLocalTime, timezoneName } from "../policy/local-time.ts";
import { timeOfLocal } from "../policy/moment.ts";
import type { DeviceKey, Policy } from "../policy/policy.ts";
import { PRECEDENCE } from "../policy/precedence.ts";
import { type ExplainReport, reasonReport } from "../report/explain.ts";
import { explainText } from "../report/explain-text.ts";
import { configOption, tableOption } from "./check.ts";
import { outputPaper } from "./paper.ts";

interface ExplainOptions {
  readonly device: string;
  readonly to: string;
  readonly name?: string;
  readonly at?: string;
  readonly tunnel?: boolean;
  readonly config: string;
  readonly geo?: string;
  readonly json?: boolean;
}

export function explainCommand(): Command {
  return new Command("explain")
    .description("say which rule decides about a device's flow, and which would without it")
    .requiredOption("--device <device>", "its MAC, an address, or what its section calls it")
    .requiredOption("--to <address|name>", "where it goes")
    .option("--name <name>", "the host name, where --to is an address")
    .option("--at <time>", 'local time whose rules are asked, such as "2026-12-24 22:00"; now, without it')
    .option("--tunnel", "as if the flow were a tunnel")
    .addOption(configOption())
    .addOption(tableOption())
    .option("--json", "as one JSON document")
    .addHelpText("after", `\n${PRECEDENCE}`)
    .action(async (options: ExplainOptions) => {
      const suffixKind = await suffixKinds();
      const config = loadConfig(options.config, { suffixKind, looksAround: false });
      const report = explained(options, config);
      writeOut(
        options.json ? `${JSON.stringify(report)}\n` : explainText(report, config.mode, outputPaper()),
      );
    });
}

/** Throws EXPLAIN_INVALID, naming all that cannot be understood, and the country table's errors. */
function explained(options: ExplainOptions, { policy, geo }: Config): ExplainReport {
  const mistakes: string[] = [];
  const device = deviceOf(options.device, policy);
  if (device === undefined)
    mistakes.push(`--device: ${options.device} is no MAC, no address, and no section's name.`);
  const address = parseAddress(options.to);
  const name = address ? options.name : options.to;
  if (name !== undefined && hostIn(name) === undefined)
    mistakes.push(`${address ? "--name" : "--to"}: ${name} is no host name.`);
  if (!address && options.name !== undefined) mistakes.push("--name: it stands beside an address alone.");
  const local =
    options.at === undefined ? localMinute(Date.now(), policy.timezone) : parseLocalTime(options.at);
  if (local === undefined) mistakes.push(`--at: ${options.at} is no local time.`);
  if (device === undefined || local === undefined || mistakes.length > 0)
    throw new OperatorError("EXPLAIN_INVALID", "explain", mistakes);

  const inForce = inForceAt(policy, timeOfLocal(local, policy.timezone)).policy;
  const about = {
    device,
    deviceName: policy.devices.find(({ keys }) => keys.includes(device))?.name,
    to: address ? formatAddress(address) : hostIn(options.to)!,
  };
  const when = { at: localTimeText(local), timezone: timezoneName(policy.timezone) };
  const said = address
    ? ofAddress(inForce, device, address, {
        ...options,
        geo: options.geo ?? tableInUse(geo),
        name: name && hostIn(name),
      })
    : ofName(inForce, device, hostIn(options.to)!);
  return { ...about, ...said, ...when };
}

function ofAddress(
  policy: Policy,
  device: DeviceKey,
  address: Address,
  { name, geo, tunnel }: ExplainOptions & { readonly geo: string },
) {
  const table = loadCountryTable(geo);
  const classifier = Classifier.load("router");
  classifier.loadGeo(table.image);
  const { country, otherCountry } = lookupReport(address, classifier, table);
  const isTunnel = tunnel === true;
  const [decides, ...without] = reasonsFor(policy, {
    device,
    address,
    country,
    otherCountry,
    name,
    isTunnel,
  }).map((reason) => reasonReport(reason, policy));
  return { name, country, otherCountry, decides, without };
}

function ofName(policy: Policy, device: DeviceKey, name: string) {
  const { decides, byCountry } = explainName(policy, device, name);
  return {
    decides: decides && reasonReport(decides, policy),
    byCountry: byCountry.map(({ reason, codes }) => ({ codes, ...reasonReport(reason, policy) })),
  };
}

/** The first MAC of a section by its name. */
function deviceOf(text: string, { devices }: Policy): DeviceKey | undefined {
  const reading = DEVICE.read(text);
  if (!("value" in reading)) return undefined;
  return reading.value.key ?? devices.find(({ name }) => name === reading.value.name)?.keys[0];
}

/** A whole host name, as flows show it. */
function hostIn(text: string): string | undefined {
  const reading = HOST_PATTERN.read(text);
  return "value" in reading && !reading.value.startsWith("*") ? reading.value : undefined;
}
