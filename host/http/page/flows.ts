import type { FlowPage } from "../../observed.ts";
import type { FlowReport } from "../../report/flows.ts";
import { bytesText, codesText, countText } from "../../report/text.ts";
import { countryText, type NameOf } from "./countries.ts";
import { html, type Markup } from "./html.ts";
import { tableSection } from "./table-section.ts";
import { attemptedNote } from "./traffic-cells.ts";

export const FLAGGED_SHOWN = 20;

export function flaggedSection({ flows, total }: FlowPage, nameOf: NameOf): Markup {
  return tableSection({
    id: "flagged",
    title: "Newest flows to flagged countries",
    columns: ["Last seen", "Device", "To", "Country", "Up", "Down"],
    rows: flows.map(
      (flow) =>
        html`<td>${timeTag(flow.last)}</td><th scope="row">${flow.device ?? "?"}</th><td>${remote(flow)}</td><td>${where(flow, nameOf)}</td><td class="number">${bytesText(flow.bytesUp)} ${attemptedNote(flow)}</td><td class="number">${bytesText(flow.bytesDown)}</td>`,
    ),
    empty: "None.",
    rest:
      total > flows.length &&
      html`${flows.length} of ${countText(total)}; <a href="/api/v1/flows?flagged=true">more of them</a>.`,
  });
}

/** A name never without its source. */
function remote({ host, hostSource, ech, remote, remotePort, organization }: FlowReport): Markup {
  const name = host === undefined ? (remote ?? "?") : `${host} (${hostSource}${ech ? ", ECH" : ""})`;
  const details = [host === undefined ? undefined : remote, remotePort && `port ${remotePort}`, organization];
  return html`${name}<br><small>${details.filter(Boolean).join(", ")}</small>`;
}

function where({ country, otherCountry }: FlowReport, nameOf: NameOf): string {
  const name = countryText(country, nameOf);
  return country && otherCountry ? `${name} (${codesText(country, otherCountry)})` : name;
}

/** To the second, UTC. */
export function timeTag(time: string | undefined): Markup {
  if (time === undefined) return html``;
  return html`<time datetime="${time}">${time.slice(0, 19).replace("T", " ")}</time>`;
}
