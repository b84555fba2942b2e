import type { AsnTable } from "../geo/asn/table.ts";
import { ageSecondsOf } from "../geo/metadata.ts";
import type { CountryTable } from "../geo/table.ts";
import { sha256 } from "../platform/hash.ts";

/** The document of `geo info --json`; `nowMs` since 1970. */
export function geoReport(table: CountryTable, asn: AsnTable | undefined, nowMs: number): object {
  const ageSeconds = ageSecondsOf(table.metadata, nowMs);
  return { ...tableReport(table), ageSeconds, asn: asn && tableReport(asn) };
}

function tableReport({ metadata, image }: CountryTable | AsnTable): object {
  const { sources, counts } = metadata;
  return { sources, counts, octets: image.length, sha256: sha256(image) };
}
