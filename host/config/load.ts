import * as v from "valibot";
import { OperatorError } from "../errors.ts";
import { readSmallFile } from "../platform/files.ts";
import { printable } from "../text.ts";
import { mistakesBetween } from "./between.ts";
import { type Config, configOf } from "./config.ts";
import { type JsonMistake, readJson } from "./json.ts";
import { MISTAKES_MAX, type Mistake, mistakeText, type Place, placeText, valueText } from "./mistake.ts";
import { factsOf } from "./option.ts";
import { type PolicyKnowledge, readPolicy } from "./policy.ts";
import { SCHEMA, SECTIONS } from "./schema.ts";
import { surroundingsOf } from "./surroundings.ts";
import { unknownNames } from "./unknown.ts";

/** The reader of UCI's /etc/config/bordertap comes with the OpenWrt package. */
export const CONFIG_PATH = "/etc/config/bordertap.json";

const FILE_OCTETS_MAX = 2 ** 20;

/** What was read: a configuration, or every mistake that stands in its way; and what can stand, but is odd. */
export type ConfigReading =
  | { readonly config: Config; readonly mistakes?: undefined; readonly warnings: readonly Mistake[] }
  | {
      readonly config?: undefined;
      readonly mistakes: readonly Mistake[];
      readonly warnings: readonly Mistake[];
    };

/** What reading looks up and looks at. */
export interface Reading extends PolicyKnowledge {
  /** False: files that are named need not be there, for this is not the machine that the file is for. */
  readonly looksAround?: boolean;
  /** Called with what can stand, and is odd, of a configuration without mistakes. */
  readonly onWarning?: (warning: Mistake) => void;
}

/** `-` is standard input. Throws FILE_UNREADABLE. */
export function readConfig(path: string, how: Reading = {}): ConfigReading {
  const content = readSmallFile(path, FILE_OCTETS_MAX);
  if (content !== undefined) return parseConfig(content, how);
  const reason = `it has more than ${FILE_OCTETS_MAX} octets.`;
  return refusal({ option: placeText([]), reason, remedy: "Give fewer sections." });
}

/** The same with a file's octets. */
export function parseConfig(content: Uint8Array, how: Reading = {}): ConfigReading {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    return refusal({ option: placeText([]), reason: "it is no UTF-8.", remedy: "Save it as UTF-8." });
  }
  const json = readJson(text);
  if (json.value === undefined) return { mistakes: json.mistakes.map(inSyntax), warnings: [] };
  const { issues = [], output, typed } = v.safeParse(SCHEMA, json.value);
  const surroundings = typed && how.looksAround !== false ? surroundingsOf(output) : undefined;
  const { policy, mistakes: inPolicy, warnings } = readPolicy(json.value, how);
  const mistakes = [
    ...json.mistakes.map(twice),
    ...unknownNames(json.value),
    ...issues.map(inValue),
    ...mistakesBetween(output),
    ...inPolicy,
    ...(surroundings?.mistakes ?? []),
  ];
  return typed && mistakes.length === 0
    ? { config: configOf(output, policy, surroundings?.token), warnings }
    : { mistakes, warnings };
}

function refusal(mistake: Mistake): ConfigReading {
  return { mistakes: [mistake], warnings: [] };
}

/** Throws FILE_UNREADABLE, or CONFIG_INVALID with every mistake. */
export function loadConfig(path: string, how: Reading = {}): Config {
  const { config, mistakes, warnings } = readConfig(path, how);
  if (config) {
    if (how.onWarning) warnings.slice(0, MISTAKES_MAX).forEach(how.onWarning);
    return config;
  }
  const texts = mistakes.slice(0, MISTAKES_MAX).map(mistakeText);
  if (mistakes.length > MISTAKES_MAX) texts.push(`and ${mistakes.length - MISTAKES_MAX} more.`);
  throw new OperatorError("CONFIG_INVALID", path, texts);
}

/** What an empty file says. */
export function defaults(): Config {
  return configOf(v.parse(SCHEMA, {}), readPolicy({}, {}).policy, undefined);
}

function inSyntax(mistake: JsonMistake): Mistake {
  return {
    ...where(mistake),
    remedy: "Mend the JSON there; it has neither comments nor a comma before a closing bracket.",
  };
}

function twice(mistake: JsonMistake): Mistake {
  return { ...where(mistake), remedy: "Leave one of them out." };
}

function where({ line, column, reason }: JsonMistake): Pick<Mistake, "option" | "reason"> {
  return { option: `line ${line}, column ${column}`, reason: `${printable(reason)}.` };
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
