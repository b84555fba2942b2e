// What a configuration names outside itself: files that have to be there, and that the service has to be able to read.

import * as v from "valibot";
import { OperatorError } from "../errors.ts";
import { reasonAgainstAsnTable } from "../geo/asn/table.ts";
import { reasonAgainstCountryTable } from "../geo/table.ts";
import { fileExists, isOursAlone, readSmallFile } from "../platform/files.ts";
import { memberOf } from "./member.ts";
import { type Mistake, valueText } from "./mistake.ts";
import { type File, GEO_SECTION, HTTP_SECTION } from "./schema.ts";

const TOKEN_OCTETS_MAX = 512;
/** Characters; 96 bits where they are base64's. */
const TOKEN_LENGTH_MIN = 16;
/** b64token of RFC 6750 section 2.1: what a client can show. */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

export interface Surroundings {
  readonly token?: string;
  readonly mistakes: readonly Mistake[];
  readonly warnings: readonly Mistake[];
}

/** The sections that name files. */
interface NamesFiles {
  readonly geo: Partial<File["geo"]>;
  readonly http: Partial<File["http"]>;
}

/** What is looked at besides whether files are there. */
export interface Looks {
  /** Whom the service runs as, where that is another one than this process's. */
  readonly serviceUser?: string;
  /** Whether tables are read, which takes a second on a router; whoever uses them does so anyway. */
  readonly readsTables?: boolean;
}

/** Of a file as JSON or UCI has it: of its sections, those that are sound by themselves, whatever is wrong in others. */
export function surroundingsOf(file: unknown, { serviceUser, readsTables }: Looks): Surroundings {
  const named = soundSections(file);
  const warnings = serviceUser === undefined ? [] : hiddenFrom(serviceUser, named);
  return { ...filesOf(named, readsTables === true), warnings };
}

function soundSections(file: unknown): NamesFiles {
  const geo = v.safeParse(GEO_SECTION, memberOf(file, "geo"));
  const http = v.safeParse(HTTP_SECTION, memberOf(file, "http"));
  return { geo: geo.success ? geo.output : {}, http: http.success ? http.output : {} };
}

/** Files that this process reads and the service does not. */
function hiddenFrom(user: string, { geo, http }: NamesFiles): Mistake[] {
  const token = http.enabled ? http.token_file : undefined;
  const paths = {
    "geo.table": geo.table,
    "geo.asn": geo.asn,
    "geo.mmdb": geo.mmdb,
    "http.token_file": token,
  };
  return Object.entries(paths).flatMap(([option, path]): Mistake[] => {
    if (path === undefined || !isOursAlone(path)) return [];
    const reason = `its owner alone can read it, and the service runs as ${user}.`;
    return [{ option, value: valueText(path), reason, remedy: `Give it to that user: chown ${user}.` }];
  });
}

/** Why a table cannot be used. Throws FILE_UNREADABLE. */
type Reader = (path: string) => string | undefined;

const READERS: readonly (readonly ["table" | "asn" | "mmdb", Reader?])[] = [
  ["table", reasonAgainstCountryTable],
  ["asn", reasonAgainstAsnTable],
  ["mmdb"],
];

function filesOf({ geo, http }: NamesFiles, readsTables: boolean): Omit<Surroundings, "warnings"> {
  const mistakes = READERS.flatMap(([name, reader]): Mistake[] => {
    const path = geo[name];
    const reason = path === undefined ? undefined : reasonAgainst(path, readsTables ? reader : undefined);
    if (reason === undefined) return [];
    const remedy = "Check the path, or leave it out.";
    return [{ option: `geo.${name}`, value: valueText(path), reason, remedy }];
  });
  if (!http.enabled || http.token_file === undefined) return { mistakes };
  const { token, reason } = tokenIn(http.token_file);
  if (reason === undefined) return { token, mistakes };
  const remedy = "Write one line of 16 or more letters, digits and -._~+/ to it.";
  return {
    mistakes: [...mistakes, { option: "http.token_file", value: valueText(http.token_file), reason, remedy }],
  };
}

function reasonAgainst(path: string, reader: Reader | undefined): string | undefined {
  if (!fileExists(path)) return "there is no such file.";
  try {
    return reader?.(path);
  } catch (error) {
    if (error instanceof OperatorError) return "it cannot be read.";
    throw error;
  }
}

/** No reason repeats what the file holds. */
function tokenIn(path: string): { token?: string; reason?: string } {
  let content: Uint8Array | undefined;
  try {
    content = readSmallFile(path, TOKEN_OCTETS_MAX);
  } catch (error) {
    if (error instanceof OperatorError) return { reason: "it cannot be read." };
    throw error;
  }
  if (content === undefined) return { reason: `it holds more than ${TOKEN_OCTETS_MAX} octets.` };
  const token = new TextDecoder().decode(content).trim();
  if (token === "") return { reason: "it is empty." };
  if (!TOKEN.test(token)) return { reason: "it holds characters that no bearer token has." };
  return token.length < TOKEN_LENGTH_MIN
    ? { reason: `its token is shorter than ${TOKEN_LENGTH_MIN} characters.` }
    : { token };
}
