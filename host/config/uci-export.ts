// What `uci export` prints: one form for whatever a person wrote. Values stand in apostrophes, may span lines, and have
// '\'' for an apostrophe.

/** One section, in the file's order. */
export interface UciSection {
  readonly type: string;
  /** An option is a text, a list is a list, also of one. */
  readonly options: ReadonlyMap<string, string | readonly string[]>;
}

const STATEMENT = /^(package|config|option|list)$/;

/** Undefined where the text is none of uci's. */
export function parseUciExport(text: string): UciSection[] | undefined {
  const sections: { type: string; options: Map<string, string | string[]> }[] = [];
  for (const words of statements(text)) {
    const [statement, name, value] = words;
    if (!STATEMENT.test(statement) || name === undefined) return undefined;
    if (statement === "package") continue;
    if (statement === "config") {
      sections.push({ type: name, options: new Map() });
      continue;
    }
    const options = sections.at(-1)?.options;
    if (!options || value === undefined) return undefined;
    const before = options.get(name);
    if (statement === "option") options.set(name, value);
    else options.set(name, Array.isArray(before) ? [...before, value] : [value]);
  }
  return sections;
}

/** The words of each line that has any. */
function* statements(text: string): Generator<string[]> {
  let words: string[] = [];
  let at = 0;
  while (at < text.length) {
    const here = text[at];
    if (here === "\n") {
      if (words.length > 0) yield words;
      words = [];
      at++;
    } else if (here === " " || here === "\t") {
      at++;
    } else {
      const { word, end } = wordAt(text, at);
      words.push(word);
      at = end;
    }
  }
  if (words.length > 0) yield words;
}

/** A word goes on behind its closing apostrophe where no blank follows. */
function wordAt(text: string, from: number): { word: string; end: number } {
  let word = "";
  let at = from;
  while (at < text.length && !/\s/.test(text[at])) {
    if (text[at] === "'") {
      const close = text.indexOf("'", at + 1);
      const end = close < 0 ? text.length : close;
      word += text.slice(at + 1, end);
      at = end + 1;
    } else {
      if (text[at] === "\\") at++;
      word += text[at] ?? "";
      at++;
    }
  }
  return { word, end: at };
}
