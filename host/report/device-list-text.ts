import { countryName } from "../geo/names.ts";
import { attemptedLines } from "./attempted-text.ts";
import { CountryRows } from "./country-rows.ts";
import { deviceLine } from "./device-text.ts";
import type { DeviceReport } from "./devices.ts";
import { type Paper, widthOn } from "./paper.ts";
import { style } from "./style.ts";
import { countText } from "./text.ts";

const DEVICE_COUNTRIES_SHOWN = 6;

/** Devices with their countries, on one scale; `total` counts those that are not listed as well. */
export function deviceListText(devices: readonly DeviceReport[], total: number, paper: Paper): string {
  const width = widthOn(paper);
  const ink = style(paper.color);
  if (devices.length === 0) return "no devices\n";
  const all = devices.flatMap(({ countries }) => countries);
  const rows = new CountryRows(all, countryName, ink, width);
  const lines = devices.flatMap((device) => [
    deviceLine(device, width),
    ...rows.of(device.countries, DEVICE_COUNTRIES_SHOWN),
    ...attemptedLines(device.countries, width),
  ]);
  const more = total - devices.length;
  if (more > 0) lines.push(ink.faint(`and ${countText(more)} more ${more === 1 ? "device" : "devices"}`));
  return `${[rows.header(), ...lines].join("\n")}\n`;
}
