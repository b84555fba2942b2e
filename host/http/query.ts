import type { Parameter } from "./parameter.ts";
import type { ParameterProblem } from "./problem.ts";

/** Values by the names of their parameters; those that were not given are absent. */
export type Values = ReadonlyMap<string, unknown>;

export interface ReadQuery {
  readonly values: Values;
  /** Everything that cannot be used. */
  readonly problems: readonly ParameterProblem[];
}

export function readQuery(parameters: readonly Parameter[], query: URLSearchParams): ReadQuery {
  const values = new Map<string, unknown>();
  const problems: ParameterProblem[] = [];
  for (const [name, text] of query) {
    const refuse = (reason: string) => problems.push({ parameter: name, value: text, reason });
    const parameter = parameters.find((known) => known.name === name);
    if (!parameter) {
      refuse(`There is no such parameter here${namesOf(parameters)}.`);
      continue;
    }
    const value = parameter.read(text);
    if (values.has(name)) refuse("It is given twice.");
    else if (value === undefined) refuse(`Give ${parameter.expects}.`);
    else values.set(name, value);
  }
  return { values, problems };
}

function namesOf(parameters: readonly Parameter[]): string {
  return parameters.length === 0 ? "" : `; there are ${parameters.map(({ name }) => name).join(", ")}`;
}
