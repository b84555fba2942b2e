// A table that stays in its file answers as one in memory, and whoever writes over it harms nobody.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { parseAddress } from "../../../../host/address.ts";
import { openAsnTable } from "../../../../host/geo/asn/table.ts";
import { addressOf, IPV4, IPV6 } from "../../../../host/geo/family.ts";
import { builtAsnImage, fullAsnImage, signed, tableOf } from "../helper/asn-table.ts";
import { randomKey, randomNumbers } from "../helper/random.ts";
import { noData } from "../helper/rows.ts";

const ADDRESSES = 20_000;

function written(t: TestContext, image: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), "bordertap-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "asn.table");
  writeFileSync(path, image);
  return path;
}

test("it answers as the table in memory does", { skip: noData }, (t) => {
  const image = fullAsnImage();
  const table = tableOf(image);
  const file = openAsnTable(written(t, image));
  t.after(() => file.close());
  assert.deepEqual(file.metadata, table.metadata);
  const next = randomNumbers(7);
  let known = 0;
  for (let k = 0; k < ADDRESSES; k++) {
    const low = randomKey(next);
    const addresses = [
      addressOf(IPV4, low & 0xffff_ffffn),
      // Where most prefixes are, and what embeds an IPv4 address.
      addressOf(IPV6, (0x2a00n << 112n) | (low & ((1n << 112n) - 1n))),
      addressOf(IPV6, (0x2002n << 112n) | (low & ((1n << 112n) - 1n))),
    ];
    for (const address of addresses) {
      const expected = table.systemOf(address);
      assert.deepEqual(file.systemOf(address), expected);
      if (expected) known++;
    }
  }
  assert.ok(known > ADDRESSES / 2, `${known} known`);
});

test("a prefix that changes inside a /64, and an address that has none", (t) => {
  const image = builtAsnImage(
    "5.5.0.0,5.5.255.255,64500,Org\n2a00::,2a00::5,64501,\n2a00::6,2a00::9,64502,Six\n",
  );
  const file = openAsnTable(written(t, image));
  t.after(() => file.close());
  const found = ["5.5.1.1", "2a00::5", "2a00::6", "2a00::a", "9.9.9.9"].map((text) =>
    file.systemOf(parseAddress(text)!),
  );
  assert.deepEqual(found, [
    { asn: 64500, organization: "Org" },
    { asn: 64501, organization: undefined },
    { asn: 64502, organization: "Six" },
    undefined,
    undefined,
  ]);
});

test("what is written over it, or cut off, makes answers wrong and nothing worse", (t) => {
  const image = builtAsnImage("5.5.0.0,5.5.255.255,64500,Org\n");
  const path = written(t, image);
  const next = randomNumbers(3);
  for (const change of [
    () =>
      writeFileSync(
        path,
        image.map(() => next() & 0xff),
        { flag: "r+" },
      ),
    () =>
      writeFileSync(
        path,
        image.map(() => 0xff),
        { flag: "r+" },
      ),
    () => truncateSync(path, 300),
  ]) {
    writeFileSync(path, image);
    const file = openAsnTable(path);
    t.after(() => file.close());
    change();
    for (let k = 0; k < 100; k++) {
      file.systemOf(addressOf(IPV4, randomKey(next) & 0xffff_ffffn));
      file.systemOf(addressOf(IPV6, randomKey(next)));
    }
  }
});

test("it is checked as the one in memory is", (t) => {
  assert.throws(() => openAsnTable("/nowhere/asn.table"), { code: "ASN_TABLE_MISSING" });
  const image = builtAsnImage("5.5.0.0,5.5.255.255,64500,Org\n");
  const changed = image.slice();
  changed[changed.length - 1] ^= 1;
  const lie = signed(image, (header) => header.setUint8(image.length - 1, 0));
  for (const damaged of [changed, lie, image.subarray(0, 300), image.subarray(0, 9), new Uint8Array(0)])
    assert.throws(() => openAsnTable(written(t, damaged)), { code: "ASN_TABLE_INVALID" });
});
