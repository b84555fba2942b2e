// The manual as LuCI's pages need it: every section and option of the configuration, with what a field is called, what
// stands beside it and what may stand in it. Texts are marked for translation.

import { factsOf } from "../../host/config/option.ts";
import { type OptionDescription, optionDescriptions } from "../../host/config/options.ts";
import { SECTIONS } from "../../host/config/schema.ts";
import { labelOf } from "./label.ts";
import { NAMED_FORMS } from "./named-forms.ts";

const FORM_NAMES = new Map<unknown, string>(Object.entries(NAMED_FORMS).map(([name, form]) => [form, name]));

/** A text that is translated. */
class Text {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The module's source. */
export function manualSource(): string {
  const sections = Object.fromEntries(
    Object.entries(SECTIONS).map(([name, { description, several }]) => {
      const options = optionDescriptions().filter(({ section }) => section === name);
      const entries = options.map((option) => [option.option, optionEntry(option)] as const);
      return [name, { description: new Text(description), several, options: Object.fromEntries(entries) }];
    }),
  );
  return `'use strict';
'require baseclass';

// Made of host/config/schema.ts by 'npm run luci'. Do not edit it here.

return baseclass.extend({
	sections: ${source(sections, 1)}
});
`;
}

function optionEntry(option: OptionDescription): Record<string, unknown> {
  const { section, type, list, entriesMax, required, unit, least, most, choices, sample } = option;
  const { form } = factsOf(SECTIONS[section].options[option.option]);
  return {
    label: new Text(labelOf(option)),
    type,
    form: FORM_NAMES.get(form),
    list: list || undefined,
    entriesMax,
    required: required || undefined,
    default: list ? undefined : option.default,
    defaultText: option.defaultText === undefined ? undefined : new Text(option.defaultText),
    unit,
    least,
    most,
    choices,
    sample: new Text(sample),
    description: new Text(option.description),
    consequence: new Text(option.consequence),
  };
}

/** A value as JavaScript in LuCI's style. */
function source(value: unknown, depth: number): string {
  if (value instanceof Text) return `_(${quoted(value.text)})`;
  if (Array.isArray(value)) return `[ ${value.map((element) => source(element, depth)).join(", ")} ]`;
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object" || value === null) return String(value);
  const indent = "\t".repeat(depth);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${indent}\t${name}: ${source(member, depth + 1)}`);
  return `{\n${members.join(",\n")}\n${indent}}`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
