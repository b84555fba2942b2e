import type { OptionDescription } from "../../host/config/options.ts";

/** Words that are not written as they stand in names of options. */
const WORDS: Readonly<Record<string, string>> = {
  asn: "ASN",
  dns: "DNS",
  macs: "MACs",
  mmdb: "MMDB",
  sha256: "SHA-256",
  url: "URL",
};

/** What an option's field is called: its name as words, and the unit where it has one. */
export function labelOf({ option, unit }: Pick<OptionDescription, "option" | "unit">): string {
  const words = option.split("_");
  if (unit !== undefined && words.at(-1) === unit.toLowerCase()) words.pop();
  const text = words.map((word) => WORDS[word] ?? word).join(" ");
  return `${text[0].toUpperCase()}${text.slice(1)}${unit === undefined ? "" : ` (${unit})`}`;
}
