import { Command } from "commander";
import { outputIsTerminal } from "../platform/terminal.ts";
import { type ClientOptions, urlOption } from "./client-options.ts";
import { tokenFileOption } from "./listen.ts";
import { showLive, showOnce } from "./top-view.ts";

export interface TopOptions extends ClientOptions {
  readonly once?: boolean;
}

export function topCommand(): Command {
  return new Command("top")
    .description("show what moves now, once a second; q ends it")
    .option("--once", "one sample of a second (where the output is no terminal, always)")
    .option("--json", "that sample as a JSON document")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .action(async (options: TopOptions) => {
      if (options.once || options.json || !outputIsTerminal()) await showOnce(options);
      else await showLive(options);
    });
}
