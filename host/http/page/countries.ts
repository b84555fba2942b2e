import { bytesOf, type CountryReport, volumeOf } from "../../report/countries.ts";
import { bytesText, countText } from "../../report/text.ts";
import { html, type Markup } from "./html.ts";
import { tableSection } from "./table-section.ts";
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
  const restText = bytesText(bytesOf(volumeOf(rest)));
  return tableSection({
    id: "countries",
    title: "Countries",
    columns: ["Country", "Up", "Down", "Flows"],
    rows: shown.map(
      (report) =>
        html`<th scope="row">${countryTitle(report, nameOf)}</th>${cells(report)}<td class="number">${countText(report.flows)}</td>`,
    ),
    empty: "No traffic yet.",
    rest:
      rest.length > 0 &&
      html`And ${rest.length} more, ${restText}; <a href="/api/v1/countries">all of them</a>.`,
  });
}

function countryTitle({ country }: CountryReport, nameOf: NameOf): Markup {
  return html`${countryText(country, nameOf)} ${country !== null && html`<abbr>${country}</abbr>`}`;
}
