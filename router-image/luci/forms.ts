// What the pages take from the host's own code, bundled for browsers: how a text of the configuration is read, and how
// numbers and texts from outside are written. So a page takes what the program takes, and writes as its reports do.

import type { Form } from "../../host/config/form.ts";
import * as forms from "../../host/config/forms.ts";
import * as policyForms from "../../host/config/policy-forms.ts";
import { countryName, isNamedCountry } from "../../host/geo/names.ts";

export { percentText } from "../../host/report/inexact.ts";
export { bytesText, countText, durationText } from "../../host/report/text.ts";
export { printable } from "../../host/text.ts";
export { countryName };

/** The forms of texts, by the names that the manual has for them. */
export const FORMS: Readonly<Record<string, Form<unknown>>> = { ...forms, ...policyForms };

/** Whether an option of a form could have a text; of a form without a name only the program can tell. */
export function isReadable(form: string | undefined, text: string): boolean {
  return form === undefined || "value" in FORMS[form].read(text);
}

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** ISO 3166-1 alpha-2 codes that a policy may name, by their English names. */
export function countryCodes(): string[] {
  const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).filter(isNamedCountry);
  return codes.sort((a, b) => countryName(a).localeCompare(countryName(b), "en"));
}
