import type { StatusReport } from "../../observed.ts";
import { inexactness, percentText } from "../../report/inexact.ts";
import { offloadText } from "../../report/offload-text.ts";
import { nobodyJudgesText, refusalText } from "../../report/status-text.ts";
import { bytesText, countText, durationText } from "../../report/text.ts";
import { timeTag } from "./flows.ts";
import { html, type Markup } from "./html.ts";

export function healthSection(status: StatusReport): Markup {
  const { interfaces, geo, flows, devices, accounting, started, uptimeSeconds, clockSynchronized } = status;
  const rows: [string, Markup | string][] = [
    ["Seen", `${countText(status.frames)} frames, ${bytesText(status.bytes)}`],
    ["Running since", html`${timeTag(started)} UTC, for ${durationText(uptimeSeconds)}`],
    ...interfaces.map(({ name, state }): [string, string] => [
      status.source === "replay" ? "File" : "Interface",
      `${name}: ${state}`,
    ]),
    ["Flow table", `${countText(flows.open)} of ${countText(flows.capacity)}`],
    ["Device table", `${countText(devices.known)} of ${countText(devices.capacity)}`],
    ["Country data", sourcesText(status)],
  ];
  if (status.configuration?.state === "refused")
    rows.push(["Configuration", refusalText(status.configuration)]);
  if (status.enforcementFailure !== undefined)
    rows.push(["Enforcement", nobodyJudgesText(status.enforcementFailure)]);
  if (geo.ageSeconds !== undefined) rows.push(["Age of country data", durationText(geo.ageSeconds)]);
  const { packetsAttempted = 0, bytesAttempted = 0 } = status;
  if (packetsAttempted > 0)
    rows.push(["Attempted", `${countText(packetsAttempted)} packets, ${bytesText(bytesAttempted)}`]);
  if (status.source !== "replay") rows.push(["Flow offload", offloadText(accounting)]);
  if (accounting.coverageRatio !== undefined)
    rows.push(["Bytes seen", percentText(accounting.coverageRatio)]);
  if (clockSynchronized !== undefined) rows.push(["Clock", clockSynchronized ? "set" : "not set yet"]);
  return html`<section aria-labelledby="health">
<h2 id="health">Health</h2>
<dl>
${rows.map(
  ([term, said]) => html`<div><dt>${term}</dt> <dd>${said}</dd></div>
`,
)}</dl>
</section>
${inexactSection(inexactness(status))}`;
}

/** Each once: a source may come in several files. */
function sourcesText({ geo }: StatusReport): string {
  return [...new Set(geo.sources.map(({ name, date }) => [name, date].filter(Boolean).join(" ")))].join("; ");
}

function inexactSection(sentences: readonly string[]): Markup {
  return html`<section aria-labelledby="inexact">
<h2 id="inexact">What is not exact</h2>
<ul>
<li>A country is an estimate: where an address is registered or used, not who receives the data.</li>
<li>A host name is a claim, of the source in brackets.</li>
${sentences.map(
  (sentence) => html`<li class="warning">${sentence}</li>
`,
)}</ul>
</section>
`;
}
