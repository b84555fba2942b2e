// How fast autonomous systems are looked up: random addresses of random ranges of the built table, in the steps of
// which a report is made.
//
//   node --import tsx tests/bench/asn.ts [TABLE]

import { readFileSync } from "node:fs";
import type { Address } from "../../host/address.ts";
import { AsnTable } from "../../host/geo/asn/table.ts";
import { AsnView } from "../../host/geo/asn/view.ts";
import { addressOf, type Family, IPV4, IPV6 } from "../../host/geo/family.ts";
import { randomKey, randomNumbers } from "../host/geo/helper/random.ts";
import { ASN, numericRows } from "../host/geo/helper/rows.ts";

const KEYS = 1 << 20;
const RUNS = 7;

const table = new AsnTable(new AsnView(readFileSync(process.argv[2] ?? "dist/asn.table")));
const next = randomNumbers(2026);

function routedAddresses(family: Family, path: string): Address[] {
  const { first, last } = numericRows(path);
  return Array.from({ length: KEYS }, () => {
    const row = next() % first.length;
    return addressOf(family, first[row] + (randomKey(next) % (last[row] - first[row] + 1n)));
  });
}

for (const [index, family] of [IPV4, IPV6].entries()) {
  const addresses = routedAddresses(family, ASN[index]);
  const rates = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    for (const address of addresses) table.systemOf(address);
    return KEYS / (performance.now() - start) / 1000;
  }).sort((a, b) => a - b);
  console.log(
    `${family.name}  ${rates[RUNS >> 1].toFixed(1)} M/s (${rates[0].toFixed(1)}-${rates[RUNS - 1].toFixed(1)})`,
  );
}
