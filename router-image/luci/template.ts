// The template for translations: every text in _() of the package's scripts, and the titles of menus and access groups,
// as LuCI's own scanner lists them.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const HEADER = `msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8"
`;

/** A text in _(): one literal, or several joined by +. */
const LITERAL = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"`;
const CALL = new RegExp(String.raw`(?<![\w$.])_\(\s*((?:${LITERAL})(?:\s*\+\s*(?:${LITERAL}))*)\s*[,)]`, "g");
/** A call that is none of those: its text could not be found. */
const ANY_CALL = /(?<![\w$.])_\(/g;
const TITLE = /"(?:title|description)"\s*:\s*("(?:[^"\\]|\\.)*")/g;

export interface Message {
  readonly text: string;
  /** file:line, in order. */
  readonly places: string[];
}

/** Of a package's folder; texts as they are first found, file by file. */
export function messagesOf(folder: string): Message[] {
  const messages = new Map<string, Message>();
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const name of names
    .filter((name) => /^htdocs\/.*\.js$|\/(menu|acl)\.d\/.*\.json$/.test(name))
    .sort()) {
    const source = readFileSync(join(folder, name), "utf8");
    for (const { index, text } of name.endsWith(".js") ? calls(name, source) : titles(source)) {
      const place = `${name}:${source.slice(0, index).split("\n").length}`;
      const message = messages.get(text);
      if (message) message.places.push(place);
      else messages.set(text, { text, places: [place] });
    }
  }
  return [...messages.values()];
}

/** The template's text. */
export function templateSource(folder: string): string {
  const entries = messagesOf(folder).map(
    ({ text, places }) =>
      `${places.map((place) => `#: ${place}\n`).join("")}msgid ${JSON.stringify(text)}\nmsgstr ""\n`,
  );
  return [HEADER, ...entries].join("\n");
}

function calls(name: string, source: string): { index: number; text: string }[] {
  const found = [...source.matchAll(CALL)].map(({ index, 1: literals }) => ({
    index,
    text: [...literals.matchAll(new RegExp(LITERAL, "g"))].map(([literal]) => unquoted(literal)).join(""),
  }));
  const known = new Set(found.map(({ index }) => index));
  const unknown = [...source.matchAll(ANY_CALL)].find(({ index }) => !known.has(index));
  if (unknown) throw new Error(`${name}: what is in _() at ${unknown.index} is no text`);
  return found;
}

function titles(source: string): { index: number; text: string }[] {
  return [...source.matchAll(TITLE)].map(({ index, 1: literal }) => ({ index, text: JSON.parse(literal) }));
}

function unquoted(literal: string): string {
  return literal.slice(1, -1).replace(/\\(.)/g, "$1");
}
