// What the pages take from the host's own code, bundled for browsers: how a configuration is read, by option and as a whole,
// and how numbers and texts from outside are written. So a page takes what the program takes, and writes as its reports do.

import { inspect } from "../../host/config/inspect.ts";
import { MISTAKES_MAX, type Mistake } from "../../host/config/mistake.ts";
import { countryName, isNamedCountry } from "../../host/geo/names.ts";
import { NAMED_FORMS } from "./named-forms.ts";

export { percentText } from "../../host/report/inexact.ts";
export { bytesText, countText, durationText } from "../../host/report/text.ts";
export { printable } from "../../host/text.ts";
export { countryName };

/** Whether an option of a form could have a text. */
export function isReadable(form: string, text: string): boolean {
  return "value" in NAMED_FORMS[form].read(text);
}

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** ISO 3166-1 alpha-2 codes that a policy may name, by their English names. */
export function countryCodes(): string[] {
  const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).filter(isNamedCountry);
  return codes.sort((a, b) => countryName(a).localeCompare(countryName(b), "en"));
}

/**
 * What is wrong with a configuration as a whole, in and between its sections; public suffixes, and files that it names, are
 * the program's to look at. `timeMs` since 1970.
 */
export function mistakesIn(file: unknown, timeMs: number): readonly Mistake[] {
  return inspect(file, { nowMs: timeMs }).mistakes.slice(0, MISTAKES_MAX);
}
