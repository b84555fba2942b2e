import { OperatorError } from "../../errors.ts";
import { ASN_SIZE_MAX, SYSTEM_EMBEDDED, SYSTEM_NONE } from "../asn/image.ts";
import type { AsnMetadata } from "../asn/metadata.ts";
import { type Family, IPV4, IPV6 } from "../family.ts";
import { emptyOpinion } from "../source/opinion.ts";
import type { Ranges } from "../source/ranges.ts";
import { readAsnSource } from "../source/source.ts";
import { Systems } from "../source/systems.ts";
import { compileAsnImage } from "./asn-compile.ts";
import { MaskRanges } from "./mask.ts";
import { OrganizationTexts } from "./organizations.ts";
import { overlay } from "./overlay.ts";
import type { Segments } from "./segments.ts";

/**
 * Builds the image of a table of autonomous systems from CSV files. The same files give the same octets, wherever
 * and whenever. Throws FILE_UNREADABLE, ASN_SOURCE_INVALID, ASN_TABLE_TOO_LARGE.
 */
export function buildAsnImage(paths: readonly string[]): Uint8Array {
  const systems = new Systems();
  const ranges = emptyOpinion();
  const sources = paths.map((path) => readAsnSource(path, systems, ranges));
  const ipv4 = masked(IPV4, ranges.ipv4);
  const ipv6 = masked(IPV6, ranges.ipv6);
  const organizations = new OrganizationTexts(systems.names.map(({ organization }) => organization));
  const metadata: AsnMetadata = {
    sources,
    counts: {
      ipv4Ranges: ipv4.length,
      ipv6Ranges: ipv6.length,
      systems: systems.names.length - 1,
      organizations: organizations.count,
    },
  };
  const image = compileAsnImage(ipv4, ipv6, systems.names, organizations, metadata);
  if (image.length > ASN_SIZE_MAX) {
    const why = `it would have ${image.length} octets, and ${ASN_SIZE_MAX} are read.`;
    throw new OperatorError("ASN_TABLE_TOO_LARGE", `a table of ${paths.join(", ")}`, why);
  }
  return image;
}

/** Special-purpose blocks over the ranges of systems. */
function masked(family: Family, ranges: Ranges): Segments {
  const masks = new MaskRanges(family, SYSTEM_NONE, () => SYSTEM_EMBEDDED);
  return overlay(family, [masks, ranges], ([mask, system]) => mask ?? system ?? SYSTEM_NONE);
}
