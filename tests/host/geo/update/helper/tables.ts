import { parseAddress } from "../../../../../host/address.ts";
import { buildImage } from "../../../../../host/geo/build/build.ts";
import { keyOf } from "../../../../../host/geo/family.ts";
import { PROBES } from "../../../../../host/geo/update/probes.ts";
import { temporaryFile } from "../../../helper/temporary-file.ts";

export interface SmallTable {
  /** Ranges of each family beside those of the probes. */
  readonly ipv4?: number;
  readonly ipv6?: number;
  /** Probes of each family that are in no country of theirs. */
  readonly wrong?: number;
}

/** Rows of a CSV that passes for the data of the world: the probes, and ranges that alternate between two countries. */
export function worldCsv({ ipv4 = 1000, ipv6 = 1000, wrong = 0 }: SmallTable = {}): string {
  const rows4 = Array.from({ length: ipv4 }, (_, at) => {
    const prefix = `11.${at >> 8}.${at & 255}`;
    return `${prefix}.0,${prefix}.255,${alternate(at)}`;
  });
  const rows6 = Array.from({ length: ipv6 }, (_, at) => {
    const prefix = `2a00:${at.toString(16)}:`;
    return `${prefix}:,${prefix}ffff:ffff:ffff:ffff:ffff:ffff,${alternate(at)}`;
  });
  return [...rows4, ...probeRows(false, wrong), ...probeRows(true, wrong), ...rows6, ""].join("\n");
}

/** The first `wrong` of them, as the list goes, are elsewhere. */
function probeRows(isIpv6: boolean, wrong: number): string[] {
  return PROBES.filter(([address]) => address.includes(":") === isIpv6)
    .map(([address, country], at) => ({ address, country: at < wrong ? "AQ" : country }))
    .sort((a, b) => (keyOfText(a.address) < keyOfText(b.address) ? -1 : 1))
    .map(({ address, country }) => `${address},${address},${country}`);
}

function keyOfText(text: string): bigint {
  return keyOf(parseAddress(text)!);
}

function alternate(at: number): string {
  return at % 2 === 0 ? "LU" : "MT";
}

/** The table of those rows; its path's file lives as long as the tests. */
export function worldImage(shape?: SmallTable): Uint8Array {
  return buildImage({ first: [temporaryFile(worldCsv(shape))], second: [] });
}
