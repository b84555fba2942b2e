import * as v from "valibot";
import { fileExists, readSmallFile } from "../platform/files.ts";
import { isRoot } from "../platform/program.ts";
import { printable } from "../text.ts";
import { type Config, configOf } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { type ConfigDocument, documentOf, FILE_OCTETS_MAX } from "./document.ts";
import { inspect } from "./inspect.ts";
import { type JsonMistake, readJson } from "./json.ts";
import { MISTAKES_MAX, type Mistake, placeText } from "./mistake.ts";
import { type PolicyKnowledge, readPolicy } from "./policy.ts";
import { SCHEMA } from "./schema.ts";
import { type Looks, surroundingsOf } from "./surroundings.ts";
import { type RunUci, readUci } from "./uci.ts";
import { UCI_PATH } from "./uci-text.ts";

/** Where a machine without UCI has it. */
const JSON_PATH = "/etc/config/bordertap.json";

/** What was read: a configuration, or every mistake that stands in its way; and what can stand, but is odd. */
export type ConfigReading =
  | { readonly config: Config; readonly mistakes?: undefined; readonly warnings: readonly Mistake[] }
  | {
      readonly config?: undefined;
      readonly mistakes: readonly Mistake[];
      readonly warnings: readonly Mistake[];
    };

/** What reading looks up and looks at. */
export interface Reading extends PolicyKnowledge, Looks {
  /** False: files that are named need not be there, for this is not the machine that the file is for. */
  readonly looksAround?: boolean;
  /** Called with what can stand, and is odd, of a configuration without mistakes. */
  readonly onWarning?: (warning: Mistake) => void;
}

/** What every OpenWrt has, and no other system. */
const OPENWRT_FILE = "/etc/openwrt_release";
/** The package's. */
const SERVICE_USER = "bordertap";

function isOpenWrt(): boolean {
  return fileExists(OPENWRT_FILE);
}

/** Whom a package's service runs as; undefined where there is none, and for that user itself. */
export function serviceUser(): string | undefined {
  return isOpenWrt() && isRoot() ? SERVICE_USER : undefined;
}

/** Where the configuration is when nobody names it. */
export function defaultConfigPath(): string {
  if (fileExists(UCI_PATH)) return UCI_PATH;
  return isOpenWrt() && !fileExists(JSON_PATH) ? UCI_PATH : JSON_PATH;
}

/** OpenWrt's own is read by uci, any other is JSON; `-` is standard input. Throws FILE_UNREADABLE, UCI_UNREADABLE. */
export function readConfig(path: string, how: Reading = {}): ConfigReading {
  return configIn(sourceAt(path), how);
}

/** What OpenWrt has under our name. Throws UCI_UNREADABLE. */
export function readUciConfig(how: Reading = {}, run?: RunUci): ConfigReading {
  return configIn(uciSource(run), how);
}

/** JSON. */
export function parseConfig(content: Uint8Array, how: Reading = {}): ConfigReading {
  return configIn(jsonSource(content), how);
}

/** A configuration without mistakes as it is written, for whoever writes it elsewhere; or its mistakes. */
export type DocumentReading = Omit<ConfigReading, "config"> & { readonly document?: ConfigDocument };

/** As `readConfig` does, and with its errors. */
export function readDocument(path: string, how: Reading = {}): DocumentReading {
  const source = sourceAt(path);
  const { config, mistakes, warnings } = configIn(source, how);
  return config ? { document: documentOf(source.file), warnings } : { mistakes, warnings };
}

/** A file's content as a tree, and the mistakes that were seen in it already; no tree where it is none at all. */
interface Source {
  readonly file?: unknown;
  readonly mistakes: readonly Mistake[];
}

function sourceAt(path: string): Source {
  if (path === UCI_PATH) return uciSource();
  const content = readSmallFile(path, FILE_OCTETS_MAX);
  return content === undefined ? tooLarge() : jsonSource(content);
}

function uciSource(run?: RunUci): Source {
  return readUci(FILE_OCTETS_MAX, run) ?? tooLarge();
}

function jsonSource(content: Uint8Array): Source {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    return refused("it is no UTF-8.", "Save it as UTF-8.");
  }
  const { value: file, mistakes } = readJson(text);
  return file === undefined ? { mistakes: mistakes.map(inSyntax) } : { file, mistakes: mistakes.map(twice) };
}

function tooLarge(): Source {
  return refused(`it has more than ${FILE_OCTETS_MAX} octets.`, "Give fewer sections.");
}

function refused(reason: string, remedy: string): Source {
  return { mistakes: [{ option: placeText([]), reason, remedy }] };
}

function configIn({ file, mistakes: before }: Source, how: Reading): ConfigReading {
  if (file === undefined) return { mistakes: before, warnings: [] };
  const { content, policy, mistakes: inFile, warnings } = inspect(file, how);
  const surroundings = how.looksAround === false ? undefined : surroundingsOf(file, how);
  const mistakes = [...before, ...inFile, ...(surroundings?.mistakes ?? [])];
  const hidden = surroundings?.warnings ?? [];
  return content && mistakes.length === 0
    ? { config: configOf(content, policy, surroundings?.token), warnings: [...warnings, ...hidden] }
    : { mistakes, warnings: [...warnings, ...hidden] };
}

/** Throws FILE_UNREADABLE, UCI_UNREADABLE, or a ConfigError with every mistake. */
export function loadConfig(path: string, how: Reading = {}): Config {
  const { config, mistakes, warnings } = readConfig(path, how);
  if (config) {
    if (how.onWarning) warnings.slice(0, MISTAKES_MAX).forEach(how.onWarning);
    return config;
  }
  throw new ConfigError(path, mistakes);
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
