import * as v from "valibot";
import { OperatorError } from "../errors.ts";
import { fileExists, readSmallFile } from "../platform/files.ts";
import { printable } from "../text.ts";
import { mistakesBetween } from "./between.ts";
import { type Config, configOf } from "./config.ts";
import { type JsonMistake, readJson } from "./json.ts";
import { MISTAKES_MAX, type Mistake, mistakeText, type Place, placeText, valueText } from "./mistake.ts";
import { factsOf } from "./option.ts";
import { type PolicyKnowledge, readPolicy } from "./policy.ts";
import { SCHEMA, SECTIONS } from "./schema.ts";
import { surroundingsOf } from "./surroundings.ts";
import { type RunUci, readUci, UCI_PATH } from "./uci.ts";
import { unknownNames } from "./unknown.ts";

/** Where a machine without UCI has it. */
const JSON_PATH = "/etc/config/bordertap.json";

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

/** What every OpenWrt has, and no other system. */
const OPENWRT_FILE = "/etc/openwrt_release";

/** Where the configuration is when nobody names it. */
export function defaultConfigPath(): string {
  if (fileExists(UCI_PATH)) return UCI_PATH;
  return fileExists(OPENWRT_FILE) && !fileExists(JSON_PATH) ? UCI_PATH : JSON_PATH;
}

/** OpenWrt's own is read by uci, any other is JSON; `-` is standard input. Throws FILE_UNREADABLE, UCI_UNREADABLE. */
export function readConfig(path: string, how: Reading = {}): ConfigReading {
  if (path === UCI_PATH) return readUciConfig(how);
  const content = readSmallFile(path, FILE_OCTETS_MAX);
  return content === undefined ? tooLarge() : parseConfig(content, how);
}

/** What OpenWrt has under our name. Throws UCI_UNREADABLE. */
export function readUciConfig(how: Reading = {}, run?: RunUci): ConfigReading {
  const uci = readUci(FILE_OCTETS_MAX, run);
  return uci ? configIn(uci.file, uci.mistakes, how) : tooLarge();
}

function tooLarge(): ConfigReading {
  const reason = `it has more than ${FILE_OCTETS_MAX} octets.`;
  return refusal({ option: placeText([]), reason, remedy: "Give fewer sections." });
}

/** JSON. */
export function parseConfig(content: Uint8Array, how: Reading = {}): ConfigReading {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    return refusal({ option: placeText([]), reason: "it is no UTF-8.", remedy: "Save it as UTF-8." });
  }
  const json = readJson(text);
  if (json.value === undefined) return { mistakes: json.mistakes.map(inSyntax), warnings: [] };
  return configIn(json.value, json.mistakes.map(twice), how);
}

/** Of a file's content, and of the mistakes that were seen in it already. */
function configIn(file: unknown, before: readonly Mistake[], how: Reading): ConfigReading {
  const { issues = [], output, typed } = v.safeParse(SCHEMA, file);
  const surroundings = typed && how.looksAround !== false ? surroundingsOf(output) : undefined;
  const { policy, mistakes: inPolicy, warnings } = readPolicy(file, how);
  const mistakes = [
    ...before,
    ...unknownNames(file),
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

/** Throws FILE_UNREADABLE, UCI_UNREADABLE, or CONFIG_INVALID with every mistake. */
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
