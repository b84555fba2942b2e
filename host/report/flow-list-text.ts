import { countryName } from "../geo/names.ts";
import { attemptedText } from "./attempted-text.ts";
import { sourcesText } from "./domain-text.ts";
import type { FlowReport } from "./flows.ts";
import { type Paper, widthOn } from "./paper.ts";
import { style } from "./style.ts";
import { bytesText, codesText, countText } from "./text.ts";
import { serviceText } from "./upload-text.ts";
import { shorten, shortenStart, widthOf } from "./width.ts";

const BYTES_WIDTH = 7;
const TIME_WIDTH = 14;
const CODES_WIDTH = 5;
const INDENT = " ".repeat(TIME_WIDTH + 1);

/** Two lines a flow: when, how much, where and to whom; then who, the service and the organization. */
export function flowListText(flows: readonly FlowReport[], total: number, paper: Paper): string {
  const width = widthOn(paper);
  const ink = style(paper.color);
  if (flows.length === 0) return "no flows\n";
  const header = `${"last, UTC".padEnd(TIME_WIDTH)} ${"up".padStart(BYTES_WIDTH)} ${"down".padStart(BYTES_WIDTH)}`;
  const lines = flows.flatMap((flow) =>
    flowLines(flow, width).map((line, at) => (at === 0 ? line : ink.faint(line))),
  );
  const more = total - flows.length;
  if (more > 0) lines.push(ink.faint(`${countText(more)} more; --limit and --offset show them`));
  return `${[ink.faint(header), ...lines].join("\n")}\n`;
}

/** A name never without its source; below it the address that it stands for. */
export function flowLines(flow: FlowReport, width: number): [string, string] {
  const { country, otherCountry, device = "?", remote = "?", host, hostSource = "?", ech } = flow;
  const time = (flow.last ?? "").slice(5, 19).replace("T", " ").padEnd(TIME_WIDTH);
  const codes = country ? codesText(country, otherCountry) : "";
  const start = [
    time,
    bytesText(flow.bytesUp).padStart(BYTES_WIDTH),
    bytesText(flow.bytesDown).padStart(BYTES_WIDTH),
  ];
  const first = `${start.join(" ")}  ${codes.padEnd(CODES_WIDTH)}  `;
  const source = host === undefined ? "" : ` (${sourcesText([hostSource], ech ?? false)})`;
  const name = shortenStart(host ?? remote, width - first.length - source.length);
  const details = [
    device,
    attemptedText(flow) ?? "",
    serviceText(flow),
    host === undefined ? "" : remote,
    country ? countryName(country) : country === null ? "at home" : "",
    flow.organization ?? "",
  ].filter((text) => text !== "");
  const second = shorten(details.join("  "), width - widthOf(INDENT));
  return [first + name + source, INDENT + second];
}

/** To whom, by which name and whose claim that is, and how; for a flow of which nothing has passed yet. */
export function whoLine(flow: FlowReport, width: number): string {
  const { remote = "?", host, hostSource = "?", ech, organization } = flow;
  const name = host === undefined ? remote : `${host} (${sourcesText([hostSource], ech ?? false)})`;
  const details = [name, serviceText(flow), host === undefined ? "" : remote, organization ?? ""];
  return `  ${shorten(details.filter((text) => text !== "").join("  "), width - 2)}`;
}
