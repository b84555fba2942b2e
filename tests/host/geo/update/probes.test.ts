// What tells a table of the world from another one.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { parseAddress } from "../../../../host/address.ts";
import { familyOf, keyOf } from "../../../../host/geo/family.ts";
import { ImageView } from "../../../../host/geo/image.ts";
import { CountryTable, loadCountryTable } from "../../../../host/geo/table.ts";
import { MISMATCHES_MAX, PROBES, reasonByProbes } from "../../../../host/geo/update/probes.ts";
import { countryIn, numericRows, SECOND } from "../helper/rows.ts";
import { worldImage } from "./helper/tables.ts";

function reason(image: Uint8Array): string | undefined {
  return reasonByProbes(new CountryTable(new ImageView(image)));
}

test("the built table passes without a mismatch; twelve or more of each family", () => {
  assert.equal(reasonByProbes(loadCountryTable("dist/geo.table")), undefined);
  for (const isIpv6 of [false, true])
    assert.ok(PROBES.filter(([address]) => address.includes(":") === isIpv6).length >= 12);
  const table = readFileSync("dist/geo.table");
  assert.equal(reason(table), undefined);
});

test("the second opinion agrees, but for blocks that it gives to APNIC's own country", () => {
  const rows = SECOND.map(numericRows);
  const others = PROBES.flatMap(([text, country]) => {
    const address = parseAddress(text)!;
    const answer = countryIn(rows[familyOf(address).bits === 32 ? 0 : 1], keyOf(address));
    return answer === country ? [] : [`${text} ${answer}`];
  });
  assert.deepEqual(others, ["2001:da8::1 AU", "2001:200::1 AU"]);
});

test("two mismatches of a family are tolerated, three are not", () => {
  assert.equal(reason(worldImage()), undefined);
  assert.equal(reason(worldImage({ wrong: MISMATCHES_MAX })), undefined);
  assert.match(
    reason(worldImage({ wrong: MISMATCHES_MAX + 1 }))!,
    /^it has 3 well-known IPv4 addresses elsewhere, such as 193\.0\.6\.139 in AQ, not NL\.$/,
  );
});
