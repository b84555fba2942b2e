import { attemptedText } from "../../report/attempted-text.ts";
import type { Volume } from "../../report/countries.ts";
import { bytesText } from "../../report/text.ts";
import { bar } from "./bars.ts";
import { html, type Markup } from "./html.ts";

/** Writes the two cells of each row, with bars on a scale of all rows. */
export function trafficCells(all: readonly Volume[]): (row: Volume) => Markup {
  const upMost = Math.max(1, ...all.map(({ bytesUp }) => bytesUp));
  const downMost = Math.max(1, ...all.map(({ bytesDown }) => bytesDown));
  return ({ bytesUp, bytesDown, bytesAttempted }) =>
    html`<td class="number">${bytesText(bytesUp)} ${bar(bytesUp / upMost, "up")}${attemptedNote({ bytesAttempted })}</td><td class="number">${bytesText(bytesDown)} ${bar(bytesDown / downMost, "down")}</td>`;
}

/** Below what was sent; nothing where nothing was refused. */
export function attemptedNote(volume: Pick<Volume, "bytesAttempted">): Markup | undefined {
  const text = attemptedText(volume);
  return text === undefined ? undefined : html`<small>${text}</small>`;
}
