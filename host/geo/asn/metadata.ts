import { isDescription, type SourceMetadata } from "../metadata.ts";

/** The JSON at the end of an image. */
export interface AsnMetadata {
  readonly sources: readonly SourceMetadata[];
  readonly counts: {
    /** Stretches of addresses of one system, or of none. */
    readonly ipv4Ranges: number;
    readonly ipv6Ranges: number;
    readonly systems: number;
    readonly organizations: number;
  };
}

/** Whether each field is what its type says: a foreign table's metadata may hold anything. */
export function isAsnMetadata(value: unknown): value is AsnMetadata {
  return isDescription(value, ["ipv4Ranges", "ipv6Ranges", "systems", "organizations"]);
}
