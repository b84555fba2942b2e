import type { DeviceReport } from "../../report/devices.ts";
import { bytesText, countText } from "../../report/text.ts";
import { countryText, type NameOf } from "./countries.ts";
import { html, type Markup } from "./html.ts";
import { trafficCells, type Volume } from "./traffic-cells.ts";

const DEVICES_SHOWN = 30;
const DEVICE_COUNTRIES_SHOWN = 4;

export function devicesSection(devices: readonly DeviceReport[], nameOf: NameOf): Markup {
  const shown = devices.slice(0, DEVICES_SHOWN).map((report) => ({ report, ...volumeOf(report) }));
  const cells = trafficCells(shown);
  const rows = shown.map(
    ({ report, ...volume }) =>
      html`<tr><th scope="row">${title(report)}</th>${cells(volume)}<td>${destinations(report, nameOf)}</td></tr>
`,
  );
  const more = devices.length - shown.length;
  return html`<section aria-labelledby="devices">
<h2 id="devices">Devices</h2>
${
  devices.length === 0
    ? html`<p>No device yet.</p>`
    : html`<div class="table"><table class="devices">
<thead><tr><th scope="col">Device</th><th scope="col">Up</th><th scope="col">Down</th><th scope="col">Uploads to</th></tr></thead>
<tbody>
${rows}</tbody></table></div>`
}
${more > 0 && html`<p>And ${countText(more)} more; <a href="/api/v1/devices">all of them</a>.</p>`}
</section>
`;
}

function volumeOf({ countries }: DeviceReport): Volume {
  return {
    bytesUp: countries.reduce((sum, { bytesUp }) => sum + bytesUp, 0),
    bytesDown: countries.reduce((sum, { bytesDown }) => sum + bytesDown, 0),
  };
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
  const items = most
    .slice(0, DEVICE_COUNTRIES_SHOWN)
    .map(
      ({ country, bytesUp }) =>
        html`<li>${countryText(country, nameOf)} <span class="number">${bytesText(bytesUp)}</span></li>`,
    );
  return items.length > 0 ? html`<ul>${items}</ul>` : html``;
}
