// OpenWrt's configuration, by the program uci: it alone reads what people and LuCI write, and no library of it comes
// with every router. `ubus call uci get` would need rpcd, tells no line of a mistake, and would have to be allowed to
// whoever asks for every package's secrets.

import { OperatorError } from "../errors.ts";
import { runToolNow, type ToolEnd } from "../platform/tool.ts";
import { printable } from "../text.ts";
import type { Mistake } from "./mistake.ts";
import { SECTIONS } from "./schema.ts";
import { parseUciExport, type UciSection } from "./uci-export.ts";
import { PACKAGE, UCI_PATH } from "./uci-text.ts";

/** It takes some milliseconds; a router that is short of memory may take its time. */
const DURATION_MS = 10_000;

/** -S: goes on behind a mistake in the syntax, and tells of each. */
const ARGUMENTS = ["-S", "export", PACKAGE];

/** `input` is what it reads on its standard input; by default nothing. */
export type RunUci = (args: readonly string[], octetsMax: number, input?: string) => ToolEnd;

export const UCI: RunUci = (args, outputOctetsMax, input) =>
  runToolNow("uci", args, { durationMs: DURATION_MS, outputOctetsMax }, input);

export interface UciReading {
  /** What a JSON file with the same sections holds. */
  readonly file: Readonly<Record<string, unknown>>;
  /** In the syntax; and sections that may stand once alone. */
  readonly mistakes: readonly Mistake[];
}

/** Undefined where it has more than `octetsMax`. Throws UCI_UNREADABLE. */
export function readUci(octetsMax: number, run: RunUci = UCI): UciReading | undefined {
  const end = run(ARGUMENTS, octetsMax);
  if (end.outputNotKept > 0) return undefined;
  if (end.isMissing) throw unreadable("there is no program uci");
  const inSyntax = syntaxMistakes(end.message);
  if (end.status !== 0) throw unreadable(end.message || `uci ended with status ${end.status}`);
  const sections = parseUciExport(end.output);
  if (!sections) throw unreadable("uci's answer is none that this version understands");
  return { file: asJson(sections), mistakes: [...inSyntax, ...inEncoding(end.output), ...twice(sections)] };
}

function unreadable(reason: string): OperatorError {
  return new OperatorError("UCI_UNREADABLE", UCI_PATH, reason);
}

/** `uci: Parse error (invalid command) at line 3, byte 0`. */
const PARSE_ERROR = /Parse error \((.*)\) at line (\d+), byte \d+/;

function syntaxMistakes(message: string): Mistake[] {
  return message.split("\n").flatMap((line) => {
    const [, reason, number] = PARSE_ERROR.exec(line) ?? [];
    if (reason === undefined) return [];
    return [
      {
        option: `line ${number}`,
        reason: `uci passes over it: ${printable(reason)}.`,
        remedy: "Mend it there; a line is config TYPE, option NAME 'VALUE' or list NAME 'VALUE'.",
      },
    ];
  });
}

/** Octets that are none stand as U+FFFD when they come here. */
function inEncoding(output: string): Mistake[] {
  if (!output.includes("\ufffd")) return [];
  return [{ option: "the file", reason: "it is no UTF-8.", remedy: "Save it as UTF-8." }];
}

function asJson(sections: readonly UciSection[]): Record<string, unknown> {
  return Object.fromEntries(
    typesOf(sections).map((type) => {
      const contents = ofType(sections, type).map(({ options }) => Object.fromEntries(options));
      return [type, isSeveral(type) ? contents : contents[0]];
    }),
  );
}

function twice(sections: readonly UciSection[]): Mistake[] {
  return typesOf(sections).flatMap((type) => {
    const { length } = ofType(sections, type);
    if (length === 1 || isSeveral(type) || !Object.hasOwn(SECTIONS, type)) return [];
    const reason = `there are ${length} sections of this type, of which the first counts.`;
    return [{ option: type, reason, remedy: "Make one of them." }];
  });
}

function typesOf(sections: readonly UciSection[]): string[] {
  return [...new Set(sections.map(({ type }) => type))];
}

function ofType(sections: readonly UciSection[], wanted: string): UciSection[] {
  return sections.filter(({ type }) => type === wanted);
}

function isSeveral(type: string): boolean {
  return Object.hasOwn(SECTIONS, type) && SECTIONS[type].several;
}
