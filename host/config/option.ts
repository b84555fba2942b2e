// An option: its schema, with everything about it that a page, a manual or UCI needs, as data in the schema.

import * as v from "valibot";
import type { Form } from "./form.ts";

export interface OptionText {
  readonly description: string;
  /** What follows from setting it. */
  readonly consequence: string;
  /** Of a number. */
  readonly unit?: string;
  /** What is done without it, where its default is no value. */
  readonly defaultText?: string;
}

/** What an option's schema carries. */
export interface OptionFacts extends OptionText {
  readonly form: Form<unknown>;
  /** Entries at most; 0: it is no list. */
  readonly entriesMax: number;
}

function read<T>(form: Form<T>) {
  return v.pipe(
    v.unknown(),
    v.rawTransform<unknown, T>(({ dataset, addIssue, NEVER }) => {
      const reading = form.read(dataset.value);
      if ("value" in reading) return reading.value;
      addIssue({ message: reading.reason });
      return NEVER;
    }),
  );
}

function list<T>(form: Form<T>, entriesMax: number) {
  return v.pipe(
    v.unknown(),
    // UCI writes a list of one as an option.
    v.transform((value) => (typeof value === "string" ? [value] : value)),
    v.array(v.unknown(), "it is no list."),
    v.maxLength(entriesMax, `it has more than ${entriesMax} entries.`),
    v.array(read(form)),
  );
}

function facts(form: Form<unknown>, entriesMax: number, text: OptionText) {
  return { facts: { ...text, form, entriesMax } satisfies OptionFacts };
}

/** An option that has a value in any case. */
export function option<T>(form: Form<T>, value: NoInfer<T>, text: OptionText) {
  return v.pipe(v.optional(read(form), value), v.metadata(facts(form, 0, text)));
}

/** One without which something is left out. */
export function openOption<T>(form: Form<T>, text: OptionText) {
  return v.pipe(v.optional(read(form)), v.metadata(facts(form, 0, text)));
}

export function requiredOption<T>(form: Form<T>, text: OptionText) {
  return v.pipe(read(form), v.metadata(facts(form, 0, text)));
}

export function listOption<T>(form: Form<T>, entriesMax: number, text: OptionText) {
  return v.pipe(v.optional(list(form, entriesMax), []), v.metadata(facts(form, entriesMax, text)));
}

export function requiredListOption<T>(form: Form<T>, entriesMax: number, text: OptionText) {
  return v.pipe(
    list(form, entriesMax),
    v.minLength(1, "it is empty."),
    v.metadata(facts(form, entriesMax, text)),
  );
}

/** What an option's schema carries. */
export function factsOf(schema: v.GenericSchema): OptionFacts {
  return v.getMetadata(schema).facts as OptionFacts;
}
