// The text of /etc/config/bordertap: every option with its unit, its default and what follows from it, of the schema
// that reads it.

import { type OptionDescription, optionDescriptions } from "../../host/config/options.ts";
import { SECTIONS } from "../../host/config/schema.ts";

/** Of a terminal, less a tab. */
const COLUMNS = 96;

const HEAD = `bordertap: which of your devices talks to which country, and what is done about it.

This file is the manual: every option that there is, with what it does, what follows from it, its unit and its default. A line with # in front is what holds without it. Times are the router's own. After a change:

  bordertap check                 names every mistake, and says what the file would do
  service bordertap reload        takes it without losing a counter

For example, to be told when one phone talks to two countries:

  config device
          list macs '64:b4:73:20:14:08'
          option name 'Phone'

  config country
          list codes 'CN'
          list codes 'RU'
          list device 'Phone'
          option action 'alert'

uci and LuCI leave comments out when they write: this text stays in /usr/lib/bordertap/manual. The program runs as the user bordertap: files that options name have to be readable for it, and lie outside /tmp and /root. Options are the same in JSON (bordertap run --config FILE).`;

export function manualText(): string {
  const options = optionDescriptions();
  const sections = Object.entries(SECTIONS).map(([name, { description, several }]) => {
    const own = options.filter(({ section }) => section === name);
    return several ? severalText(name, description, own) : singleText(name, description, own);
  });
  return [comment(HEAD), ...sections].join("\n");
}

/** A section that is there, with every option left out. */
function singleText(name: string, description: string, options: readonly OptionDescription[]): string {
  const entries = options.map((option) => `${comment(optionText(option), "\t")}\t#${valueLine(option)}\n`);
  return [`${comment(description)}config ${name} '${name}'\n`, ...entries].join("\n");
}

/** One that is not there; as it would look. */
function severalText(name: string, description: string, options: readonly OptionDescription[]): string {
  const most = "There may be several, one after the other; names are of your choice.";
  const entries = options.map((option) => `${comment(optionText(option), "#\t")}#\t${valueLine(option)}\n`);
  return [
    comment(`${description} ${most}`),
    `#config ${name}\n`,
    ...entries.flatMap((entry) => [entry, "#\n"]),
  ]
    .join("")
    .replace(/#\n$/, "");
}

function optionText(option: OptionDescription): string {
  const { description, consequence, unit, least, most, choices, list, entriesMax, sample } = option;
  const bounds = least === undefined ? sample : `${least} to ${most}`;
  const values = option.type === "boolean" ? "1 or 0" : choices ? choices.join(", ") : bounds;
  const kinds = [
    [unit === undefined ? values : `${values} ${unit}`],
    list ? [`a list of at most ${entriesMax}`] : [],
    option.required ? ["has to be there"] : [`default: ${defaultOf(option)}`],
  ].flat();
  return `${description} ${consequence}\n(${kinds.join("; ")})`;
}

function defaultOf({ default: value, defaultText, type }: OptionDescription): string {
  if (defaultText !== undefined) return defaultText;
  if (value === undefined || Array.isArray(value)) return "none";
  return type === "boolean" ? (value ? "1" : "0") : String(value);
}

/** As a person would write it in UCI. */
function valueLine(option: OptionDescription): string {
  const { option: name, list, default: value } = option;
  const isSaid = value !== undefined && !Array.isArray(value);
  return `${list ? "list" : "option"} ${name} '${isSaid ? defaultOf(option) : "..."}'`;
}

/** Each paragraph a comment, broken between words; lines that are indented stay as they are. */
function comment(text: string, before = ""): string {
  return text
    .split("\n")
    .flatMap((line) => (line.startsWith(" ") || line === "" ? [line] : broken(line)))
    .map((line) => `${before}#${line === "" ? "" : ` ${line}`}\n`)
    .join("");
}

function broken(text: string): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last === "") lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= COLUMNS) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
