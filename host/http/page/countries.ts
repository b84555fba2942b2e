import { bytesOf, type CountryReport } from "../../report/countries.ts";
import { bytesText, countText } from "../../report/text.ts";
import { html, type Markup } from "./html.ts";
import { trafficCells } from "./traffic-cells.ts";

const COUNTRIES_SHOWN = 30;

export type NameOf = (code: string) => string;

export function countryText(country: string | null | undefined, nameOf: NameOf): string {
  if (country === undefined) return "";
  return country === null ? "(at home)" : nameOf(country);
}

export function countriesSection(countries: readonly CountryReport[], nameOf: NameOf): Markup {
  const shown = countries.slice(0, COUNTRIES_SHOWN);
  const rest = countries.slice(COUNTRIES_SHOWN);
  const cells = trafficCells(shown);
  const rows = shown.map(
    (report) =>
      html`<tr><th scope="row">${countryText(report.country, nameOf)} ${report.country !== null && html`<abbr>${report.country}</abbr>`}</th>${cells(report)}<td class="number">${countText(report.flows)}</td></tr>
`,
  );
  const restBytes = rest.reduce((sum, report) => sum + bytesOf(report), 0);
  return html`<section aria-labelledby="countries">
<h2 id="countries">Countries</h2>
${
  countries.length === 0
    ? html`<p>No traffic yet.</p>`
    : html`<div class="table"><table>
<thead><tr><th scope="col">Country</th><th scope="col">Up</th><th scope="col">Down</th><th scope="col">Flows</th></tr></thead>
<tbody>
${rows}</tbody></table></div>`
}
${rest.length > 0 && html`<p>And ${rest.length} more, ${bytesText(restBytes)}; <a href="/api/v1/countries">all of them</a>.</p>`}
</section>
`;
}
