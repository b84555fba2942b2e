import { Command } from "commander";
import type { Config, EnforcementConfig } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import { type Enforcement, isInterfaceName } from "../enforce/enforcement.ts";
import { MarkLayout } from "../enforce/mark-layout.ts";
import { assertMarksFree } from "../enforce/marks-free.ts";
import { Nft } from "../enforce/nft.ts";
import { rulesetText } from "../enforce/ruleset.ts";
import { OperatorError } from "../errors.ts";
import { defaultInterfaces } from "../local/default-interfaces.ts";
import { Networks } from "../local/networks.ts";
import { detectOffload } from "../local/offload.ts";
import { writeOut } from "../platform/terminal.ts";
import { configOption } from "./check.ts";

interface Options {
  readonly config: string;
  readonly boot?: boolean;
  readonly check?: boolean;
}

export function nftCommand(): Command {
  return new Command("nft")
    .description("print the rules that enforcement would load into the kernel")
    .addOption(configOption())
    .option("--boot", "those that stand before the program judges (option boot)")
    .option("--check", "have nft and the kernel look at them too, and at who else uses the marks' bits")
    .addHelpText(
      "after",
      "\nNothing is loaded. In mode alert nothing ever is: the rules are those of mode enforce. What the policy blocks by\naddress is not in them yet; it comes with the policy.",
    )
    .action(async (options: Options) => {
      const config = loadConfig(options.config);
      const { boot, fail } = config.enforcement;
      const enforcement = enforcementOf(config, options.config, options.boot ? boot : fail);
      const text = rulesetText(enforcement);
      if (options.check) {
        const nft = new Nft();
        await nft.check(text);
        assertMarksFree(await nft.list(), enforcement.marks.mask);
      }
      writeOut(text);
    });
}

function enforcementOf(config: Config, path: string, failMode: EnforcementConfig["fail"]): Enforcement {
  const { routerOutput, markMask, queueFirst, queueCount } = config.enforcement;
  return {
    inward: inwardInterfaces(config, path),
    marks: MarkLayout.of(markMask)!,
    policyVersion: 1,
    queues: { first: queueFirst, count: queueCount },
    failMode,
    refuseMode: config.policy.blockWith,
    lastGood: [],
    routerOutput,
    // Where it cannot be told, rules for it do no harm.
    offload: detectOffload() !== "none",
  };
}

/** Throws LAN_INTERFACE_MISSING. */
function inwardInterfaces({ interfaces }: Config, path: string): readonly string[] {
  const names = interfaces.length > 0 ? interfaces : defaultInterfacesNow();
  if (names.length === 0)
    throw new OperatorError("LAN_INTERFACE_MISSING", path, "no bridge looks like a LAN's");
  const unsayable = names.filter((name) => !isInterfaceName(name));
  if (unsayable.length > 0)
    throw new OperatorError(
      "LAN_INTERFACE_MISSING",
      path,
      unsayable.map((name) => `${name}: nft's language has no such names`),
    );
  return names;
}

function defaultInterfacesNow(): readonly string[] {
  const networks = Networks.open();
  try {
    return defaultInterfaces(networks.state);
  } finally {
    networks.close();
  }
}
