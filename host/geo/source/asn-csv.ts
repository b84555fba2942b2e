import { ORGANIZATION_SIZE_MAX, SYSTEM_NONE } from "../asn/image.ts";
import type { Opinion } from "./opinion.ts";
import { readRows } from "./rows.ts";
import type { Systems } from "./systems.ts";

/** AS fields that say "not routed" in the files that people have; 0 is reserved for that (RFC 7607). */
const UNKNOWN_FIELDS = new Set(["", "-", "0"]);
const ASN_MAX = 2 ** 32 - 1;

/**
 * Adds rows of autonomous systems to `ranges`. Where a network lies inside another's range the rows overlap: the
 * last start wins. Throws ASN_SOURCE_INVALID with every mistake in the file.
 */
export function readAsnCsv(content: Uint8Array, file: string, systems: Systems, ranges: Opinion): void {
  const encoder = new TextEncoder();
  const numberOf = ([asn, organization]: readonly string[]) => {
    if (UNKNOWN_FIELDS.has(asn)) return SYSTEM_NONE;
    if (!/^[1-9][0-9]{0,9}$/.test(asn) || Number(asn) > ASN_MAX) return "the third field is no AS number";
    if (/\p{Cc}/u.test(organization)) return "the fourth field holds control characters";
    if (encoder.encode(organization).length > ORGANIZATION_SIZE_MAX)
      return `the fourth field is longer than ${ORGANIZATION_SIZE_MAX} octets`;
    // Publishers cut long texts, some behind a space.
    return systems.number(Number(asn), organization.trimEnd());
  };
  const form = { columns: "first,last,asn,organization", numberOf, code: "ASN_SOURCE_INVALID" } as const;
  readRows(content, file, { ...form, overlaps: "lastStartWins" }, ranges);
}
