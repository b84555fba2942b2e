import { COUNTRY_UNKNOWN } from "../../../assembly/abi.ts";
import type { CountryCodes } from "../codes.ts";
import type { Opinion } from "./opinion.ts";
import { type Overlaps, readRows } from "./rows.ts";

/** Country fields that say "not known" in the files that people have. */
const UNKNOWN_FIELDS = new Set(["", "-"]);

/** Adds rows of countries to `opinion`. Throws GEO_SOURCE_INVALID with every mistake in the file. */
export function readCsv(
  content: Uint8Array,
  file: string,
  codes: CountryCodes,
  overlaps: Overlaps,
  opinion: Opinion,
): void {
  const numberOf = ([country]: readonly string[]) => {
    const number = UNKNOWN_FIELDS.has(country) ? COUNTRY_UNKNOWN : codes.number(country);
    return number ?? "the third field is no ISO 3166-1 alpha-2 code";
  };
  readRows(
    content,
    file,
    { columns: "first,last,CC", overlaps, numberOf, code: "GEO_SOURCE_INVALID" },
    opinion,
  );
}
