import { countryName } from "../geo/names.ts";
import type { AlertReport } from "../observed.ts";
import { sourcesText } from "./domain-text.ts";
import { bytesText, codesText, flowsText } from "./text.ts";
import type { VerdictSum } from "./verdicts.ts";
import { shorten, shortenStart } from "./width.ts";

const VERDICT_WIDTH = "accept, alert".length;
const COLUMN_WIDTH = 7;
/** YYYY-MM-DD hh:mm */
const TIME_WIDTH = 16;

export function verdictHeader(): string {
  const columns = ["flows", "up", "down"].map((name) => name.padStart(COLUMN_WIDTH));
  return `  ${"".padEnd(VERDICT_WIDTH)} ${columns.join(" ")}`;
}

/** What a policy would have done with how much. */
export function verdictText({ verdict, isFlagged, flows, bytesUp, bytesDown }: VerdictSum): string {
  const name = isFlagged ? `${verdict}, alert` : verdict;
  const columns = [flowsText(flows), bytesText(bytesUp), bytesText(bytesDown)];
  return `  ${name.padEnd(VERDICT_WIDTH)} ${columns.map((text) => text.padStart(COLUMN_WIDTH)).join(" ")}`;
}

/** One line: when, who, where to; whom it asked for gives way. */
export function alertText({ time = "", device, country, flow }: AlertReport, width: number): string {
  const when = time.slice(0, TIME_WIDTH).replace("T", " ").padEnd(TIME_WIDTH);
  const codes = codesText(country, flow.otherCountry);
  const start = shorten(`  ${when}  ${device}  ${codes} ${countryName(country)}  `, width);
  const { host, hostSource = "?", remote = "?", ech } = flow;
  const source = host === undefined ? "" : ` (${sourcesText([hostSource], ech ?? false)})`;
  const room = width - start.length - source.length;
  return room < 1 ? start.trimEnd() : `${start}${shortenStart(host ?? remote, room)}${source}`;
}
