import type { AsnTable } from "../geo/asn/table.ts";
import type { CountryTable } from "../geo/table.ts";
import { sha256 } from "../platform/hash.ts";

/** The document of `geo info --json`. */
export function geoReport(table: CountryTable, asn: AsnTable | undefined): object {
  return { ...tableReport(table), asn: asn && tableReport(asn) };
}

function tableReport({ metadata, image }: CountryTable | AsnTable): object {
  const { sources, counts } = metadata;
  return { sources, counts, octets: image.length, sha256: sha256(image) };
}
