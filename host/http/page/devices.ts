import { attemptedText } from "../../report/attempted-text.ts";
import { volumeOf } from "../../report/countries.ts";
import type { DeviceReport } from "../../report/devices.ts";
import { bytesText, countText } from "../../report/text.ts";
import { countryText, type NameOf } from "./countries.ts";
import { html, type Markup } from "./html.ts";
import { tableSection } from "./table-section.ts";
import { trafficCells } from "./traffic-cells.ts";

const DEVICES_SHOWN = 30;
const DEVICE_COUNTRIES_SHOWN = 4;

export function devicesSection(devices: readonly DeviceReport[], nameOf: NameOf): Markup {
  const shown = devices.slice(0, DEVICES_SHOWN).map((report) => ({ report, ...volumeOf(report.countries) }));
  const cells = trafficCells(shown);
  const more = devices.length - shown.length;
  return tableSection({
    id: "devices",
    title: "Devices",
    columns: ["Device", "Up", "Down", "Uploads to"],
    rows: shown.map(
      ({ report, ...volume }) =>
        html`<th scope="row">${title(report)}</th>${cells(volume)}<td>${destinations(report, nameOf)}</td>`,
    ),
    empty: "No device yet.",
    rest: more > 0 && html`And ${countText(more)} more; <a href="/api/v1/devices?limit=1000">the list</a>.`,
  });
}

/** A name never without its source; then what outputs call the device, its vendor and its shortest address. */
function title({ device, name, nameSource, vendor, addresses }: DeviceReport): Markup {
  const [address, ...more] = addresses
    .filter((address) => address !== device)
    .sort((a, b) => a.length - b.length);
  const details = [name !== undefined && device, vendor, address && address + (more.length > 0 ? " …" : "")];
  const heading = name === undefined ? (device ?? "devices beyond the table") : `${name} (${nameSource})`;
  return html`${heading}<br><small>${details.filter(Boolean).join(", ")}</small>`;
}

function destinations({ countries }: DeviceReport, nameOf: NameOf): Markup {
  const most = countries
    .filter(({ country, bytesUp }) => country !== null && bytesUp > 0)
    .sort((a, b) => b.bytesUp - a.bytesUp);
  const refused = countries
    .filter(({ bytesAttempted = 0 }) => bytesAttempted > 0)
    .sort((a, b) => b.bytesAttempted! - a.bytesAttempted!);
  const item = (country: string | null, text: string | undefined) =>
    html`<li>${countryText(country, nameOf)} <span class="number">${text}</span></li>`;
  const items = [
    ...most.slice(0, DEVICE_COUNTRIES_SHOWN).map(({ country, bytesUp }) => item(country, bytesText(bytesUp))),
    ...refused.slice(0, DEVICE_COUNTRIES_SHOWN).map((report) => item(report.country, attemptedText(report))),
  ];
  return items.length > 0 ? html`<ul>${items}</ul>` : html``;
}
