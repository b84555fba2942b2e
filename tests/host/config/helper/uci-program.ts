// The program uci, with a package of its own: a stand-in, or, where UCI_PROGRAM names one, the real.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunUci } from "../../../../host/config/uci.ts";
import type { ToolEnd } from "../../../../host/platform/tool.ts";
import { temporaryPath } from "../../helper/temporary-file.ts";

export interface UciProgram {
  readonly run: RunUci;
  /** /etc/config/bordertap; undefined: it is not there. */
  text: string | undefined;
  /** Has uci stage a change that nobody commits. */
  stage(): void;
}

export function uciProgram(): UciProgram {
  const program = process.env.UCI_PROGRAM;
  return program === undefined ? new StandIn() : new Real(program);
}

const GOOD: ToolEnd = { status: 0, output: "", outputNotKept: 0, message: "", isMissing: false };

function failed(message: string): ToolEnd {
  return { ...GOOD, status: 1, message };
}

interface Section {
  readonly head: string;
  readonly options: Map<string, string | string[]>;
}

class StandIn implements UciProgram {
  text: string | undefined;
  #isStaged = false;

  stage(): void {
    this.#isStaged = true;
  }

  readonly run: RunUci = (args, _octetsMax, input = "") => {
    const [command] = args.filter((arg) => arg !== "-S");
    if (command === "import") {
      try {
        this.text = printed(parsed(input)).replace("package bordertap\n", "");
        return GOOD;
      } catch (error) {
        return failed(`uci: Parse error (${(error as Error).message}) at line 1, byte 0`);
      }
    }
    if (this.text === undefined) return failed("uci: Entry not found");
    if (command === "changes") return { ...GOOD, output: this.#isStaged ? "bordertap.http.port='1'\n" : "" };
    try {
      return { ...GOOD, output: printed(parsed(this.text)) };
    } catch (error) {
      return failed(`uci: Parse error (${(error as Error).message}) at line 1, byte 0`);
    }
  };
}

class Real implements UciProgram {
  readonly #program: string;
  readonly #folders = [temporaryPath(), temporaryPath()];
  readonly #path = join(this.#folders[0], "bordertap");

  constructor(program: string) {
    this.#program = program;
    for (const folder of this.#folders) mkdirSync(folder);
  }

  get text(): string | undefined {
    return existsSync(this.#path) ? readFileSync(this.#path, "utf8") : undefined;
  }
  set text(text: string | undefined) {
    if (text === undefined) rmSync(this.#path);
    else writeFileSync(this.#path, text);
  }

  stage(): void {
    const { status } = this.run(["set", "bordertap.http.port=1"], 1024);
    if (status !== 0) throw new Error("uci set failed");
  }

  readonly run: RunUci = (args, maxBuffer, input) => {
    const folders = ["-c", this.#folders[0], "-t", this.#folders[1]];
    const { status, stdout, stderr } = spawnSync(this.#program, [...folders, ...args], {
      input,
      encoding: "utf8",
      maxBuffer,
    });
    return { ...GOOD, status: status ?? undefined, output: stdout, message: stderr.trim() };
  };
}

/** As uci prints it: values between apostrophes. */
function printed(sections: readonly Section[]): string {
  const quoted = (text: string) => `'${text.split("'").join("'\\''")}'`;
  const line = ([name, value]: [string, string | string[]]) =>
    typeof value === "string"
      ? `\toption ${name} ${quoted(value)}\n`
      : value.map((entry) => `\tlist ${name} ${quoted(entry)}\n`).join("");
  const texts = sections.map(({ head, options }) => {
    const [type, name] = head.split(" ");
    const named = name === undefined ? "" : ` ${quoted(name)}`;
    return `\nconfig ${type}${named}\n${[...options].map(line).join("")}`;
  });
  return `package bordertap\n${texts.join("")}\n`;
}

/** As uci reads it: words, bare, between apostrophes or quotes, or joined of these; # ends a line, ; a statement. */
function parsed(text: string): Section[] {
  const sections: Section[] = [];
  for (const [statement, name, value = "", ...more] of statementsOf(text)) {
    if (more.length > 0) throw new Error("too many arguments");
    if (name === undefined) throw new Error("insufficient arguments");
    if (!/^[a-zA-Z0-9_-]+$/.test(name)) throw new Error("invalid character in name field");
    if (statement === "package") continue;
    if (statement === "config") {
      sections.push({ head: value === "" ? name : `${name} ${value}`, options: new Map() });
      continue;
    }
    const options = sections.at(-1)?.options;
    if (!options || !/^(option|list)$/.test(statement)) throw new Error("invalid command");
    const before = options.get(name) ?? [];
    if (statement === "list") options.set(name, [...before, value]);
    else if (value === "") options.delete(name);
    else options.set(name, value);
  }
  return sections;
}

const WORD =
  /'(?<single>[^']*)'|"(?<double>(?:\\[\s\S]|[^"\\])*)"|\\(?<escaped>[\s\S])|(?<bare>[^\s'"\\;#])/y;

function statementsOf(text: string): string[][] {
  const statements: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    const here = text[at];
    if (here === "#") at = (text.indexOf("\n", at) + text.length) % text.length;
    else if (here === "\n" || here === ";") {
      statements.push([]);
      at++;
    } else if (/\s/.test(here)) at++;
    else {
      let word = "";
      WORD.lastIndex = at;
      for (let part = WORD.exec(text); part; part = WORD.exec(text)) {
        const { single, double, escaped, bare } = part.groups!;
        word += single ?? double?.replaceAll(/\\([\s\S])/g, "$1") ?? escaped ?? bare;
        at = WORD.lastIndex;
      }
      if (/['"\\]/.test(text[at] ?? "")) throw new Error("EOF with an open quote");
      statements.at(-1)!.push(word);
    }
  }
  return statements.filter((words) => words.length > 0);
}
