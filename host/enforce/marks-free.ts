import { OperatorError } from "../errors.ts";
import { readListing } from "./listing.ts";
import { type MarkUser, markUsers } from "./mark-users.ts";

const USES: Readonly<Record<MarkUser["use"], string>> = {
  sets: "sets",
  replaces: "replaces all bits, with them",
  reads: "decides by",
};

/**
 * Looks through a machine's tables (`nft -j list table`) for others that use bits of `mask`. Rules of iptables show
 * there without their marks, and are not seen. Throws MARK_BITS_TAKEN, with who uses which bits.
 */
export function assertMarksFree(listings: readonly string[], mask: number): void {
  const users = markUsers(
    listings.flatMap((listing) => readListing(listing) ?? []),
    mask,
  );
  if (users.length === 0) return;
  throw new OperatorError(
    "MARK_BITS_TAKEN",
    hex(mask),
    users.map(({ where, use, mark, bits }) => `${where}: ${USES[use]} ${hex(bits)} of the ${mark} mark`),
  );
}

function hex(bits: number): string {
  return `0x${bits.toString(16).padStart(8, "0")}`;
}
