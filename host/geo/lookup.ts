import { type Address, formatAddress } from "../address.ts";
import type { SystemOf } from "./asn/search.ts";
import { CODE_UNKNOWN } from "./codes.ts";
import { addressOf, IPV4 } from "./family.ts";
import { rangeAround } from "./range.ts";
import { embeddedIpv4, specialPurpose } from "./special.ts";
import type { CountryTable } from "./table.ts";

/** What looks addresses up; the classifier, so that a lookup answers as a packet's does. */
export interface CountryLookup {
  /** country | other country << 8, numbers of the loaded table. */
  answer(address: Address): number;
}

/** What is known of one address; what is not known is absent. */
export interface LookupReport {
  readonly address: string;
  /** ISO 3166-1 alpha-2; null for special-purpose addresses; ZZ where the first opinion has no range. */
  readonly country: string | null;
  readonly countryName?: string;
  /** What the second opinion says, where it differs. */
  readonly otherCountry?: string;
  /** The registry entry that makes the address special-purpose. */
  readonly special?: string;
  /** Who announces the address. */
  readonly asn?: number;
  readonly organization?: string;
  readonly range: { readonly first: string; readonly last: string };
  readonly database: { readonly name: string; readonly date?: string };
}

/** `table` is the one that `lookup` has loaded; `systemOf` is absent where nobody asks. */
export function lookupReport(
  address: Address,
  lookup: CountryLookup,
  table: CountryTable,
  systemOf?: SystemOf,
): LookupReport {
  const answer = lookup.answer(address);
  const country = table.codeOf(answer & 0xff);
  const other = answer >>> 8;
  const embedded = embeddedIpv4(address);
  const { first, last } = rangeAround(table.view, address);
  return {
    address: formatAddress(address),
    country,
    countryName: country === null || country === CODE_UNKNOWN ? undefined : table.nameOf(country),
    otherCountry: other === 0 ? undefined : (table.codeOf(other) ?? undefined),
    special:
      country === null ? specialPurpose(embedded ? addressOf(IPV4, embedded.key) : address)?.name : undefined,
    ...systemOf?.(address),
    range: { first: formatAddress(first), last: formatAddress(last) },
    database: table.database,
  };
}
