// Addresses whose country is known without any table. They tell a table of the wrong data (cities, ASNs, addresses one
// off, columns exchanged) from a newer one; they do not tell an honest table from a careful liar's.

import { parseAddress } from "../../address.ts";
import { type Family, familyOf, IPV4, IPV6, keyOf } from "../family.ts";
import { SegmentWalk } from "../segment-walk.ts";
import { SPECIAL_PURPOSE } from "../special.ts";
import type { CountryTable } from "../table.ts";

/**
 * Universities, national research networks and registries. They got their blocks between 1984 and 2005, announce them
 * themselves, inside one country, and neither sell nor lend them; each was looked up in both opinions of June 2026.
 */
export const PROBES: readonly (readonly [address: string, country: string, who: string])[] = [
  ["193.0.6.139", "NL", "RIPE NCC"],
  ["130.59.31.80", "CH", "SWITCH"],
  ["129.69.1.1", "DE", "Universität Stuttgart"],
  ["134.157.0.1", "FR", "Sorbonne"],
  ["131.111.8.46", "GB", "University of Cambridge"],
  ["128.214.1.1", "FI", "University of Helsinki"],
  ["147.32.1.1", "CZ", "ČVUT"],
  ["128.112.1.1", "US", "Princeton"],
  ["200.160.2.3", "BR", "NIC.br"],
  ["166.111.8.28", "CN", "Tsinghua"],
  ["133.11.0.1", "JP", "University of Tokyo"],
  ["143.248.1.177", "KR", "KAIST"],
  ["139.130.4.5", "AU", "Telstra"],
  ["146.232.1.1", "ZA", "Stellenbosch University"],
  ["2001:67c:2e8::1", "NL", "RIPE NCC"],
  ["2001:620::1", "CH", "SWITCH"],
  ["2001:638::1", "DE", "DFN"],
  ["2001:660::1", "FR", "RENATER"],
  ["2001:630::1", "GB", "JANET"],
  ["2001:708::1", "FI", "FUNET"],
  ["2001:718::1", "CZ", "CESNET"],
  ["2001:700::1", "NO", "UNINETT"],
  ["2001:468::1", "US", "Internet2"],
  ["2001:410::1", "CA", "CANARIE"],
  ["2001:12ff::1", "BR", "NIC.br"],
  ["2001:da8::1", "CN", "CERNET2"],
  ["2001:200::1", "JP", "WIDE"],
  ["2001:388::1", "AU", "AARNet"],
  ["2001:4200::1", "ZA", "TENET"],
];

/** Of one family: a block can be sold after all, and sources err. */
export const MISMATCHES_MAX = 2;

/** What keeps a table from being believed, or undefined. */
export function reasonByProbes(table: CountryTable): string | undefined {
  return againstSpecial(table) ?? againstProbes(table, IPV4) ?? againstProbes(table, IPV6);
}

/** No opinion may say anything of these: a country there would make all local traffic foreign. */
function againstSpecial(table: CountryTable): string | undefined {
  const wrong = SPECIAL_PURPOSE.find(({ prefix }) => countryOf(table, prefix.address) !== null);
  return wrong && `it names a country for ${wrong.name}.`;
}

function againstProbes(table: CountryTable, family: Family): string | undefined {
  const wrong = PROBES.flatMap(([text, country]) => {
    const address = parseAddress(text)!;
    const answer = countryOf(table, address);
    return familyOf(address) !== family || answer === country ? [] : [`${text} in ${answer}, not ${country}`];
  });
  if (wrong.length <= MISMATCHES_MAX) return undefined;
  return `it has ${wrong.length} well-known ${family.name} addresses elsewhere, such as ${wrong[0]}.`;
}

/** The first opinion. */
function countryOf(table: CountryTable, address: ReturnType<typeof parseAddress> & object): string | null {
  const family = familyOf(address);
  return table.codeOf(new SegmentWalk(table.view, family).at(keyOf(address)).answer & 0xff);
}
