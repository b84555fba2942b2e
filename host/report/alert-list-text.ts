import { countryName } from "../geo/names.ts";
import type { AlertReport } from "../observed.ts";
import { whoLine } from "./flow-list-text.ts";
import { type Paper, widthOn } from "./paper.ts";
import { style } from "./style.ts";
import { shorten } from "./width.ts";

/** Two lines an alert: which, and the flow that raised it, of which nothing had passed yet. */
export function alertListText(alerts: readonly AlertReport[], paper: Paper): string {
  const width = widthOn(paper);
  const ink = style(paper.color);
  if (alerts.length === 0) return "no alerts\n";
  const lines = alerts.flatMap(({ number, time, device, country, flow }) => {
    const when = time === undefined ? "" : `  ${time.slice(0, 19).replace("T", " ")} UTC`;
    const title = `#${number}${when}  ${device} to ${countryName(country)}`;
    return [ink.heading(shorten(title, width)), ink.faint(whoLine(flow, width))];
  });
  return `${lines.join("\n")}\n`;
}
