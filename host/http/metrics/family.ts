import type { Snapshot } from "./snapshot.ts";

/** A label's value and the reading; the value is absent where the family has no label. */
export type Sample = readonly [reading: number, label?: string];

/** A family of a handful of samples. */
export interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly label?: string;
  /** None where nothing is known. */
  readonly samples: (snapshot: Snapshot) => readonly Sample[];
}

/** A sample of each count, labelled by its name. */
export function each(counts: Readonly<Record<string, number>>): readonly Sample[] {
  return Object.entries(counts).map(([name, count]): Sample => [count, name]);
}

/** None where the reading is unknown. */
export function known(reading: number | undefined): readonly Sample[] {
  return reading === undefined ? [] : [[reading]];
}

/** 1 for the one of them that it is, 0 for the others. */
export function oneOf(names: readonly string[], name: string): Record<string, number> {
  return Object.fromEntries(names.map((other) => [other, other === name ? 1 : 0]));
}
