import { countryName } from "../geo/names.ts";
import type { CountryReport, Volume } from "./countries.ts";
import { bytesText } from "./text.ts";
import { shorten } from "./width.ts";

/** What was sent and refused; undefined where nothing was. */
export function attemptedText({ bytesAttempted = 0 }: Pick<Volume, "bytesAttempted">): string | undefined {
  return bytesAttempted === 0 ? undefined : `${bytesText(bytesAttempted)} attempted`;
}

/** A line of where to, the most first; none where nothing was. */
export function attemptedLines(countries: readonly CountryReport[], width: number): string[] {
  const refused = countries
    .filter(({ bytesAttempted = 0 }) => bytesAttempted > 0)
    .sort((a, b) => b.bytesAttempted! - a.bytesAttempted!)
    .map(({ country, bytesAttempted = 0 }) => {
      const name = country === null ? "(at home)" : `${countryName(country)} ${country}`;
      return `${name} ${bytesText(bytesAttempted)}`;
    });
  return refused.length === 0 ? [] : [shorten(`  attempted: ${refused.join(", ")}`, width)];
}
