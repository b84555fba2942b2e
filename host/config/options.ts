// The manual as data: what LuCI's pages, the sample of a UCI file and --help are made of.

import * as v from "valibot";
import { factsOf } from "./option.ts";
import { SECTIONS } from "./schema.ts";

export interface OptionDescription {
  readonly section: string;
  /** The section may stand several times. */
  readonly several: boolean;
  readonly option: string;
  readonly type: "text" | "number" | "boolean" | "choice";
  /** A list of such values, of at most `entriesMax`. */
  readonly list: boolean;
  readonly entriesMax?: number;
  readonly required: boolean;
  readonly default?: string | number | boolean | readonly string[];
  /** What is done without it, where its default is no value. */
  readonly defaultText?: string;
  readonly unit?: string;
  /** Both inclusive. */
  readonly least?: number;
  readonly most?: number;
  readonly choices?: readonly string[];
  /** What a value looks like; follows "Give". */
  readonly sample: string;
  readonly description: string;
  readonly consequence: string;
}

/** All of them, in the order of the manual. */
export function optionDescriptions(): OptionDescription[] {
  return Object.entries(SECTIONS).flatMap(([section, { several, options }]) =>
    Object.entries(options).map(([option, schema]) => {
      const { form, entriesMax, description, consequence, unit, defaultText } = factsOf(schema);
      const { type, least, most, choices, sample } = form;
      return {
        section,
        several,
        option,
        type,
        list: entriesMax > 0,
        entriesMax: entriesMax || undefined,
        required: schema.type !== "optional",
        default: v.getDefault(schema) as OptionDescription["default"],
        defaultText,
        unit,
        least,
        most,
        choices,
        sample,
        description,
        consequence,
      };
    }),
  );
}
