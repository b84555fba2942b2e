// What is wrong with a configuration by itself, wherever it comes from: it reads no file, and looks at nothing else.

import * as v from "valibot";
import type { Policy } from "../policy/policy.ts";
import { mistakesBetween } from "./between.ts";
import { type Mistake, type Place, placeText, valueText } from "./mistake.ts";
import { factsOf } from "./option.ts";
import { type PolicyKnowledge, readPolicy } from "./policy.ts";
import { type File, SCHEMA, SECTIONS } from "./schema.ts";
import { unknownNames } from "./unknown.ts";

export interface Inspection {
  /** Absent where a value is wrong. */
  readonly content?: File;
  readonly policy: Policy;
  readonly mistakes: readonly Mistake[];
  /** What can stand, and is odd. */
  readonly warnings: readonly Mistake[];
}

/** Of a file as JSON or UCI has it: every mistake in it and between what is in it. */
export function inspect(file: unknown, knowledge: PolicyKnowledge): Inspection {
  const { issues = [], output, typed } = v.safeParse(SCHEMA, file);
  const { policy, mistakes, warnings } = readPolicy(file, knowledge);
  return {
    content: typed ? output : undefined,
    policy,
    mistakes: [...unknownNames(file), ...issues.map(inValue), ...mistakesBetween(output), ...mistakes],
    warnings,
  };
}

function inValue(issue: v.BaseIssue<unknown>): Mistake {
  const place = (issue.path ?? []).map(({ key }) => key as string | number);
  const isMissing = issue.type === "object";
  return {
    option: placeText(place),
    value: isMissing ? undefined : valueText(issue.input),
    reason: isMissing ? "it is missing." : issue.message,
    remedy: remedyOf(place, issue.type),
  };
}

function remedyOf(place: Place, type: string): string {
  if (type === "max_length") return "Leave some of them out.";
  const [section, ...inside] = place;
  const option = inside.find((key) => typeof key === "string");
  if (option !== undefined) {
    const { form, entriesMax } = factsOf(SECTIONS[section].options[option]);
    return type === "array"
      ? `Give a list; each entry ${form.sample}.`
      : `Give ${form.sample}${entriesMax && type === "min_length" ? ", or several" : ""}.`;
  }
  const isList = section !== undefined && SECTIONS[section].several && inside.length === 0;
  return isList ? "Give [ { ... } ], with one { } for each section." : "Give { ... }, with names and values.";
}
