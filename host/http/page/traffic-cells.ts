import type { Volume } from "../../report/countries.ts";
import { bytesText } from "../../report/text.ts";
import { bar } from "./bars.ts";
import { html, type Markup } from "./html.ts";

/** Writes the two cells of each row, with bars on a scale of all rows. */
export function trafficCells(all: readonly Volume[]): (row: Volume) => Markup {
  const upMost = Math.max(1, ...all.map(({ bytesUp }) => bytesUp));
  const downMost = Math.max(1, ...all.map(({ bytesDown }) => bytesDown));
  return ({ bytesUp, bytesDown }) =>
    html`<td class="number">${bytesText(bytesUp)} ${bar(bytesUp / upMost, "up")}</td><td class="number">${bytesText(bytesDown)} ${bar(bytesDown / downMost, "down")}</td>`;
}
