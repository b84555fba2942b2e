// A configuration as JSON has it: what is set, in the schema's order and types. What it leaves out is a default.

import type * as v from "valibot";
import { memberOf } from "./member.ts";
import { factsOf, type OptionFacts } from "./option.ts";
import { SECTIONS } from "./schema.ts";

/** Of a file, in JSON or in UCI. */
export const FILE_OCTETS_MAX = 2 ** 20;

export type OptionValue = string | number | boolean | readonly string[];
export type SectionDocument = Readonly<Record<string, OptionValue>>;
/** By the name of the section; a list where there may be several. */
export type ConfigDocument = Readonly<Record<string, SectionDocument | readonly SectionDocument[]>>;

/** Of a file without mistakes, as JSON or UCI has it. */
export function documentOf(file: unknown): ConfigDocument {
  return Object.fromEntries(
    Object.entries(SECTIONS).flatMap(([name, { several, options }]) => {
      const content = memberOf(file, name);
      if (content === undefined) return [];
      const read = (section: unknown) => sectionOf(section, options);
      return [[name, several ? (content as readonly unknown[]).map(read) : read(content)]];
    }),
  );
}

function sectionOf(section: unknown, options: Readonly<Record<string, v.GenericSchema>>): SectionDocument {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, schema]) => {
      const value = memberOf(section, name);
      return value === undefined ? [] : [[name, valueIn(value, factsOf(schema))]];
    }),
  );
}

/** Texts stay as they were written: what they mean may change with time and place, as a zone's name does. */
function valueIn(value: unknown, { form, entriesMax }: OptionFacts): OptionValue {
  if (entriesMax > 0) return Array.isArray(value) ? (value as string[]) : [value as string];
  if (form.type === "text" && form.text === undefined) return value as string;
  const reading = form.read(value);
  if (!("value" in reading)) throw new Error("a file with mistakes has no document");
  return form.text ? form.text(reading.value) : (reading.value as OptionValue);
}
