import { Command } from "commander";
import { OperatorError } from "../errors.ts";
import { flowParameters } from "../http/flow-query.ts";
import { readQuery } from "../http/query.ts";
import { flowsSchema } from "../http/schema/flow.ts";
import { writeOut } from "../platform/terminal.ts";
import { flowListText } from "../report/flow-list-text.ts";
import { Client } from "./client.ts";
import { type ClientOptions, urlOption } from "./client-options.ts";
import { tokenFileOption } from "./listen.ts";
import { outputPaper } from "./paper.ts";

const FILTERS = ["device", "country", "flagged", "host", "order", "offset", "limit"] as const;

type Filters = { readonly [Name in (typeof FILTERS)[number]]?: string | boolean };

export function flowsCommand(): Command {
  return new Command("flows")
    .description("ask a running endpoint who talked to whom")
    .option("--device <device>", "only of this MAC or address")
    .option("--country <code>", "only to this ISO 3166-1 country; none: special-purpose addresses")
    .option("--flagged", "only those that the policy alerts on or blocks")
    .option("--host <name>", "only to this host, or those below it")
    .option("--order <order>", "last: the latest frame first; bytesUp, bytes: the most first")
    .option("--offset <count>", "how many to pass over")
    .option("--limit <count>", "how many to list, up to 1000")
    .option("--json", "its document")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .action(async (options: ClientOptions & Filters) => {
      const path = `/api/v1/flows?${query(options)}`;
      const { document, report } = await new Client(options).ask(path, flowsSchema);
      const { flows, total, offset } = report;
      writeOut(
        options.json ? `${JSON.stringify(document)}\n` : flowListText(flows, total - offset, outputPaper()),
      );
    });
}

/** Throws FLOW_FILTER_INVALID, naming all that cannot be used. */
function query(filters: Filters): URLSearchParams {
  const given = FILTERS.flatMap((name) => {
    const value = filters[name];
    return value === undefined ? [] : [[name, String(value)]];
  });
  const search = new URLSearchParams(given);
  const { problems } = readQuery(flowParameters, search);
  const mistakes = problems.map(({ parameter, value, reason }) => `--${parameter} "${value}": ${reason}`);
  if (mistakes.length > 0) throw new OperatorError("FLOW_FILTER_INVALID", "the command line", mistakes);
  return search;
}
