import * as v from "valibot";

/** A parameter of a path or a query: how its text is read, and what the document says of it. */
export interface Parameter {
  readonly name: string;
  readonly description: string;
  /** What it must be, for whoever gave another. */
  readonly expects: string;
  /** Of the text, or of the number or truth value in it; what a JSON Schema can say. */
  readonly schema: v.GenericSchema;
  /** Undefined where the text is none. */
  readonly read: (text: string) => unknown;
}

export function wholeNumber(name: string, description: string, min: number, max: number): Parameter {
  const schema = v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
  return {
    name,
    description,
    expects: `a whole number from ${min} to ${max}`,
    schema,
    read: (text) => (/^(0|[1-9]\d{0,15})$/.test(text) ? accepted(schema, Number(text)) : undefined),
  };
}

export function truth(name: string, description: string): Parameter {
  return {
    name,
    description,
    expects: "true or false",
    schema: v.boolean(),
    read: (text) => (text === "true" || text === "false" ? text === "true" : undefined),
  };
}

export function choice(name: string, description: string, of: readonly string[]): Parameter {
  const schema = v.picklist(of);
  return { name, description, expects: of.join(", "), schema, read: (text) => accepted(schema, text) };
}

/** `read` answers undefined where the text is not `expects`. */
export function written(
  name: string,
  description: string,
  expects: string,
  read: (text: string) => unknown,
): Parameter {
  return { name, description, expects, schema: v.string(), read };
}

function accepted(schema: v.GenericSchema, value: unknown): unknown {
  return v.is(schema, value) ? value : undefined;
}
