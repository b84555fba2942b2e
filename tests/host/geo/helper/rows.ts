// The country data once more, read and searched as plainly as can be: what the product is held against.

import { existsSync, readFileSync } from "node:fs";

const PACKAGES = "node_modules/@ip-location-db";

export const FIRST = [4, 6].map((version) => `${PACKAGES}/dbip-country/dbip-country-ipv${version}.csv`);
export const SECOND = [4, 6].map(
  (version) => `${PACKAGES}/geo-whois-asn-country/geo-whois-asn-country-ipv${version}.csv`,
);
export const ASN = [4, 6].map((version) => `${PACKAGES}/asn/asn-ipv${version}.csv`);
export const FIRST_NUMERIC = FIRST.map((path) => path.replace(".csv", "-num.csv"));
export const MMDB = `${PACKAGES}/dbip-country-mmdb/dbip-country.mmdb`;

/** A reason to skip, where the packages are not installed. */
export const noData = existsSync(FIRST[0]) ? false : "the data packages are not installed";

/** Rows of one family: first, last (both inclusive), country. */
export interface Rows {
  readonly first: bigint[];
  readonly last: bigint[];
  readonly country: string[];
}

/** The `-num` form of a file, which leaves nothing to parse but integers. */
export function numericRows(path: string): Rows {
  const rows: Rows = { first: [], last: [], country: [] };
  for (const line of readFileSync(path.replace(".csv", "-num.csv"), "latin1").split("\n")) {
    if (line === "") continue;
    const [first, last, country] = line.trim().split(",");
    rows.first.push(BigInt(first));
    rows.last.push(BigInt(last));
    rows.country.push(country);
  }
  return rows;
}

/** FACTS section 4: the last row whose start is not above the address, if the address is not above its end. */
export function countryIn(rows: Rows, key: bigint): string | undefined {
  let low = -1;
  let high = rows.first.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (rows.first[middle] <= key) low = middle;
    else high = middle;
  }
  return low >= 0 && key <= rows.last[low] ? rows.country[low] : undefined;
}

/** FACTS section 4, letter by letter. */
export const SPECIAL4 = (
  "0/8 10/8 100.64/10 127/8 169.254/16 172.16/12 192.0.0/24 192.0.2/24 192.88.99/24 192.168/16 198.18/15 " +
  "198.51.100/24 203.0.113/24 224/4 240/4"
)
  .split(" ")
  .map((text) => {
    const [octets, length] = text.split("/");
    const first = [...octets.split("."), 0, 0, 0]
      .slice(0, 4)
      .reduce((key, octet) => key * 256n + BigInt(octet), 0n);
    return { text, first, last: first + (1n << BigInt(32 - Number(length))) - 1n };
  });

const SPECIAL6_GROUPS: [string, number][] = [
  ["0000:0000:0000:0000:0000:0000:0000:0000", 128],
  ["0000:0000:0000:0000:0000:0000:0000:0001", 128],
  ["0000:0000:0000:0000:0000:ffff:0000:0000", 96],
  ["0064:ff9b:0001:0000:0000:0000:0000:0000", 48],
  ["0100:0000:0000:0000:0000:0000:0000:0000", 64],
  ["2001:0000:0000:0000:0000:0000:0000:0000", 32],
  ["2001:0002:0000:0000:0000:0000:0000:0000", 48],
  ["2001:0010:0000:0000:0000:0000:0000:0000", 28],
  ["2001:0020:0000:0000:0000:0000:0000:0000", 28],
  ["2001:0db8:0000:0000:0000:0000:0000:0000", 32],
  ["3fff:0000:0000:0000:0000:0000:0000:0000", 20],
  ["5f00:0000:0000:0000:0000:0000:0000:0000", 16],
  ["fc00:0000:0000:0000:0000:0000:0000:0000", 7],
  ["fe80:0000:0000:0000:0000:0000:0000:0000", 10],
  ["fec0:0000:0000:0000:0000:0000:0000:0000", 10],
  ["ff00:0000:0000:0000:0000:0000:0000:0000", 8],
];
export const SPECIAL6 = SPECIAL6_GROUPS.map(([groups, length]) => {
  const first = BigInt(`0x${groups.replaceAll(":", "")}`);
  return { text: `${groups}/${length}`, first, last: first + (1n << BigInt(128 - length)) - 1n };
});

export function isSpecial(blocks: readonly { first: bigint; last: bigint }[], key: bigint): boolean {
  return blocks.some(({ first, last }) => key >= first && key <= last);
}
