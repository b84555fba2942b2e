// A configuration as the program uci takes it, and prints it again.

import type { ConfigDocument, OptionValue, SectionDocument } from "./document.ts";
import { SECTIONS } from "./schema.ts";

/** Its name among UCI's packages. */
export const PACKAGE = "bordertap";
/** Where OpenWrt has it. */
export const UCI_PATH = "/etc/config/bordertap";

/** All sections of which there is one are there, as in the file that is installed: LuCI's pages show those that are. */
export function uciText(document: ConfigDocument): string {
  const sections = Object.entries(SECTIONS).flatMap(([type, { several }]) => {
    const content = document[type] ?? (several ? [] : {});
    return several
      ? (content as readonly SectionDocument[]).map((section) => sectionText(type, undefined, section))
      : [sectionText(type, type, content as SectionDocument)];
  });
  return `package ${PACKAGE}\n${sections.join("")}\n`;
}

function sectionText(type: string, name: string | undefined, section: SectionDocument): string {
  const lines = Object.entries(section).flatMap(([option, value]) =>
    typeof value === "object"
      ? value.map((entry) => `\tlist ${option} ${quoted(entry)}\n`)
      : [`\toption ${option} ${quoted(textOf(value))}\n`],
  );
  return `\nconfig ${type}${name === undefined ? "" : ` ${quoted(name)}`}\n${lines.join("")}`;
}

function textOf(value: Exclude<OptionValue, readonly string[]>): string {
  return typeof value === "boolean" ? String(Number(value)) : String(value);
}

/** Between apostrophes uci takes everything for itself, line feeds and backslashes too. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
