import { Command } from "commander";
import { loadConfig } from "../config/load.ts";
import { assertNobodyUses } from "../enforce/marks-free.ts";
import { Nft } from "../enforce/nft.ts";
import { rulesetText } from "../enforce/ruleset.ts";
import { enforcementOf } from "../firewall/enforcement-of.ts";
import { inwardInterfaces } from "../firewall/inward.ts";
import { lastGoodOf } from "../firewall/last-good.ts";
import { loadCountryTable } from "../geo/table.ts";
import { tableInUse } from "../geo/update/store.ts";
import { networksNow } from "../local/networks.ts";
import { detectOffload } from "../local/offload.ts";
import { writeError, writeOut } from "../platform/terminal.ts";
import { printable } from "../text.ts";
import { configOption, tableOption } from "./check.ts";

interface Options {
  readonly config: string;
  readonly geo?: string;
  readonly boot?: boolean;
  readonly check?: boolean;
}

/** Of the first policy, and of what stands before any. */
const POLICY_VERSION = 1;

export function nftCommand(): Command {
  return new Command("nft")
    .description("print the rules that enforcement would load into the kernel")
    .addOption(configOption())
    .addOption(tableOption())
    .option("--boot", "those that stand before the program judges (option boot)")
    .option("--check", "have nft and the kernel look at them too, and at who else uses the marks' bits")
    .addHelpText(
      "after",
      "\nNothing is loaded. In mode alert nothing ever is: the rules are those of mode enforce. In fail mode last-good they\nhold the prefixes that the policy blocks for every device at any hour, as of now.",
    )
    .action(async ({ config: path, geo, boot, check }: Options) => {
      const config = loadConfig(path);
      const failMode = boot ? config.enforcement.boot : config.enforcement.fail;
      const table = () => loadCountryTable(geo ?? tableInUse(config.geo));
      const enforcement = enforcementOf(config, failMode, {
        inward: inwardInterfaces(config.interfaces, networksNow(), path),
        policyVersion: POLICY_VERSION,
        lastGood: failMode === "last-good" ? lastGoodOf(config.policy, table(), Date.now()) : [],
        // Where it cannot be told, rules for it do no harm.
        offload: detectOffload() !== "none",
      });
      const text = rulesetText(enforcement);
      if (check) {
        await new Nft().check(text);
        await assertNobodyUses(enforcement.marks.mask, (command, failure) =>
          writeError(`bordertap: ${command} is not looked at: ${printable(failure)}\n`),
        );
      }
      writeOut(text);
    });
}
