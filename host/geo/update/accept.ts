import { type Family, IPV4, IPV6 } from "../family.ts";
import { SegmentWalk } from "../segment-walk.ts";
import type { CountryTable } from "../table.ts";
import { reasonByProbes } from "./probes.ts";
import { UpdateRefused } from "./refused.ts";
import type { TableReader } from "./table-reader.ts";

/** Share of the ranges in use below which a table is taken for a part of one. */
const SHRINK_MIN = 0.6;

/** Throws UpdateRefused where the table at `path` must not take the place of the one at `inUse`. */
export function assertAcceptable(path: string, inUse: string, reader: TableReader): void {
  const table = reader.read(path);
  const reason = typeof table === "string" ? table : reasonByProbes(table);
  if (typeof table === "string" || reason !== undefined) throw new UpdateRefused(reason);
  const counts = rangesOf(table);
  if (!counts) throw new UpdateRefused("its parts overlap.");
  const before = reader.read(inUse);
  const countsBefore = typeof before === "string" ? undefined : rangesOf(before);
  // What cannot be read has not shrunk.
  if (!countsBefore) return;
  for (const { name } of FAMILIES)
    if (counts[name] < SHRINK_MIN * countsBefore[name])
      throw new UpdateRefused(
        `it has ${counts[name]} ${name} ranges, less than ${SHRINK_MIN * 100} % of the ${countsBefore[name]} in use.`,
      );
}

const FAMILIES = [IPV4, IPV6];

/** Of the first opinion: a second one, which not every table has, would be compared with nothing. */
function rangesOf({ view }: CountryTable): Record<Family["name"], number> | undefined {
  const [ipv4, ipv6] = FAMILIES.map((family) => new SegmentWalk(view, family).countryChanges());
  return ipv4 === undefined || ipv6 === undefined ? undefined : { IPv4: ipv4, IPv6: ipv6 };
}
