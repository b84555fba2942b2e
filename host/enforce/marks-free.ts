import { OperatorError } from "../errors.ts";
import { readListing } from "./listing.ts";
import { type MarkUser, nftMarkUsers, usersOf } from "./mark-users.ts";
import { Nft } from "./nft.ts";
import { type XtablesListing, xtablesListings } from "./xtables.ts";
import { xtablesMarkUsers } from "./xtables-mark-users.ts";

const USES: Readonly<Record<MarkUser["use"], string>> = {
  sets: "sets",
  replaces: "replaces all bits, with them",
  reads: "decides by",
};

/**
 * Looks through a machine's tables (`nft -j list table`), and what iptables says of its own, for others that use bits
 * of `mask`. Throws MARK_BITS_TAKEN, with who uses which bits.
 */
export function assertMarksFree(
  listings: readonly string[],
  mask: number,
  xtables: readonly XtablesListing[] = [],
): void {
  const users = usersOf(mask, [
    ...nftMarkUsers(listings.flatMap((listing) => readListing(listing) ?? [])),
    ...xtables.flatMap(xtablesMarkUsers),
  ]);
  if (users.length === 0) return;
  throw new OperatorError(
    "MARK_BITS_TAKEN",
    hex(mask),
    users.map(({ where, use, mark, bits }) => `${where}: ${USES[use]} ${hex(bits)} of the ${mark} mark`),
  );
}

/** Who tells of a machine's rules. */
export interface RuleListings {
  /** What Nft.list gives. */
  listing(): Promise<readonly string[]>;
  xtables(): Promise<readonly XtablesListing[]>;
}

/** This machine's. */
const HERE: RuleListings = { listing: () => new Nft().list(), xtables: () => xtablesListings() };

/**
 * The same, asking for them; `unknown` is told of a program of iptables that does not say its rules. Throws what Nft
 * throws as well.
 */
export async function assertNobodyUses(
  mask: number,
  unknown: (command: string, failure: string) => void,
  rules: RuleListings = HERE,
): Promise<void> {
  const xtables = await rules.xtables();
  for (const { command, failure } of xtables) if (failure !== undefined) unknown(command, failure);
  assertMarksFree(await rules.listing(), mask, xtables);
}

function hex(bits: number): string {
  return `0x${bits.toString(16).padStart(8, "0")}`;
}
