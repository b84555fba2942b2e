// JSON (RFC 8259) with what JSON.parse does not tell: where a mistake is, and which name an object has twice.

/** A configuration nests four deep; what nests further is none. */
const DEPTH_MAX = 16;
const MISTAKES_MAX = 100;

export interface JsonMistake {
  /** From 1. */
  readonly line: number;
  /** Characters from 1. */
  readonly column: number;
  readonly reason: string;
}

export interface JsonDocument {
  /** Objects have no prototype: whatever name they hold is their own. */
  readonly value: unknown;
  /** A syntax error is the only mistake; else the first hundred names that stand twice. The first of each counts. */
  readonly mistakes: readonly JsonMistake[];
}

export function readJson(text: string): JsonDocument {
  const reader = new JsonReader(text);
  try {
    return { value: reader.document(), mistakes: reader.mistakes };
  } catch (error) {
    if (error instanceof SyntaxMistake) return { value: undefined, mistakes: [error.mistake] };
    throw error;
  }
}

class SyntaxMistake extends Error {
  readonly mistake: JsonMistake;

  constructor(mistake: JsonMistake) {
    super(mistake.reason);
    this.mistake = mistake;
  }
}

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[a-z]+/y;
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

class JsonReader {
  readonly mistakes: JsonMistake[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): unknown {
    const value = this.#value(0);
    if (this.#next() !== "") this.#fail("nothing may follow the end of the outermost value");
    return value;
  }

  #value(depth: number): unknown {
    if (depth > DEPTH_MAX) this.#fail(`it nests more than ${DEPTH_MAX} deep`);
    switch (this.#next()) {
      case "{":
        return this.#object(depth);
      case "[":
        return this.#array(depth);
      case '"':
        return this.#string();
    }
    const word = this.#match(WORD);
    if (WORDS.has(word)) return WORDS.get(word);
    this.#at -= word.length;
    const digits = this.#match(NUMBER);
    if (digits === "") this.#fail("a value is expected here");
    return Number(digits);
  }

  #object(depth: number): Record<string, unknown> {
    const object: Record<string, unknown> = Object.create(null);
    this.#at++;
    if (this.#took("}")) return object;
    do {
      if (this.#next() !== '"') this.#fail("a name in double quotes is expected here");
      const start = this.#at;
      const name = this.#string();
      if (!this.#took(":")) this.#fail("a colon is expected after a name");
      const value = this.#value(depth + 1);
      if (!(name in object)) object[name] = value;
      else if (this.mistakes.length < MISTAKES_MAX)
        this.mistakes.push(this.#mistake(start, `"${name}" stands twice in one object`));
    } while (this.#took(","));
    if (!this.#took("}")) this.#fail("a comma or } is expected here");
    return object;
  }

  #array(depth: number): unknown[] {
    const array: unknown[] = [];
    this.#at++;
    if (this.#took("]")) return array;
    do array.push(this.#value(depth + 1));
    while (this.#took(","));
    if (!this.#took("]")) this.#fail("a comma or ] is expected here");
    return array;
  }

  #string(): string {
    const start = this.#at++;
    for (;;) {
      const character = this.#text.charAt(this.#at);
      if (character === "") this.#fail("a text has no closing quote", start);
      if (character < " ") this.#fail("a text must not hold line feeds or other control characters");
      if (character === "\\") this.#at++;
      this.#at++;
      if (character === '"') break;
    }
    try {
      return JSON.parse(this.#text.slice(start, this.#at)) as string;
    } catch {
      this.#fail("a text holds a backslash that escapes nothing", start);
    }
  }

  /** The character after white space, which is passed over; empty at the end. */
  #next(): string {
    this.#match(SPACE);
    return this.#text.charAt(this.#at);
  }

  #took(character: string): boolean {
    const isThere = this.#next() === character;
    if (isThere) this.#at++;
    return isThere;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [""];
    this.#at += found.length;
    return found;
  }

  #fail(reason: string, at = this.#at): never {
    throw new SyntaxMistake(this.#mistake(at, reason));
  }

  #mistake(at: number, reason: string): JsonMistake {
    const lines = this.#text.slice(0, at).split("\n");
    return { line: lines.length, column: [...lines[lines.length - 1]].length + 1, reason };
  }
}
