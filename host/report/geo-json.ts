import type { CountryTable } from "../geo/table.ts";
import { sha256 } from "../platform/hash.ts";

/** The document of `geo info --json`. */
export function geoReport(table: CountryTable): object {
  const { sources, counts } = table.metadata;
  return { sources, counts, octets: table.image.length, sha256: sha256(table.image) };
}
