import { printable } from "../text.ts";

/** One thing that is wrong with a configuration; printable throughout. */
export interface Mistake {
  /** Such as country[2].codes[0]; entries count from 0. */
  readonly option: string;
  /** As JSON, cut; absent where it is missing, or nobody else's business. */
  readonly value?: string;
  readonly reason: string;
  readonly remedy: string;
}

/** Those that are told; a file of rubbish holds a mistake in every line. */
export const MISTAKES_MAX = 100;

const VALUE_LENGTH_MAX = 60;
const NAME_LENGTH_MAX = 40;

/** Where something stands: names of sections and options, numbers of entries. */
export type Place = readonly (string | number)[];

export function placeText(place: Place): string {
  const text = place
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${cut(printable(key), NAME_LENGTH_MAX)}`))
    .join("");
  return text === "" ? "the file" : text.replace(/^\./, "");
}

export function valueText(value: unknown): string | undefined {
  return value === undefined ? undefined : cut(printable(JSON.stringify(value)), VALUE_LENGTH_MAX);
}

function cut(text: string, lengthMax: number): string {
  const characters = [...text];
  return characters.length <= lengthMax ? text : `${characters.slice(0, lengthMax - 1).join("")}…`;
}

/** One line. */
export function mistakeText({ option, value, reason, remedy }: Mistake): string {
  return `${value === undefined ? option : `${option} ${value}`}: ${reason} ${remedy}`;
}
