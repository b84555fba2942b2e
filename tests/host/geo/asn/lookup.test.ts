import assert from "node:assert/strict";
import test from "node:test";
import { formatAddress, parseAddress } from "../../../../host/address.ts";
import { addressOf, type Family, IPV4, IPV6 } from "../../../../host/geo/family.ts";
import { AsnOracle, builtAsnImage, fullAsnImage, organizationsByAsn, tableOf } from "../helper/asn-table.ts";
import { randomKey, randomNumbers } from "../helper/random.ts";
import { noData, SPECIAL4, SPECIAL6 } from "../helper/rows.ts";

const RANDOM_KEYS = 200_000;

function embeds(key: bigint): boolean {
  return key >> 32n === 0x64ff9bn << 64n || key >> 112n === 0x2002n;
}

test("every edge of every range of the pinned package", { skip: noData }, async (context) => {
  const table = tableOf(fullAsnImage());
  const organizations = organizationsByAsn();
  function check(family: Family, oracle: AsnOracle, key: bigint): void {
    const address = addressOf(family, key);
    const found = table.systemOf(address);
    const asn = oracle.expect(key);
    if (found?.asn !== asn) assert.equal(found?.asn, asn, formatAddress(address));
    if (asn !== undefined && found?.organization !== organizations.get(asn))
      assert.equal(found?.organization, organizations.get(asn), formatAddress(address));
  }

  for (const [family, version, blocks] of [
    [IPV4, 4, SPECIAL4],
    [IPV6, 6, SPECIAL6],
  ] as const)
    await context.test(family.name, () => {
      const oracle = new AsnOracle(version);
      const { first, last } = oracle.rows;
      const keys = [first, last, blocks.map((block) => block.first), blocks.map((block) => block.last)];
      let count = 0;
      for (const edge of keys.flat())
        for (const key of [edge - 1n, edge, edge + 1n]) {
          if (key < 0n || key > family.lastKey || (version === 6 && embeds(key))) continue;
          check(family, oracle, key);
          count++;
        }
      assert.ok(count > 600_000, `${count} edges`);
      const next = randomNumbers(version);
      for (let round = 0; round < RANDOM_KEYS; round++) {
        const key = randomKey(next) & family.lastKey;
        // Half of those of IPv6 where the routed addresses are.
        const spread = version === 6 && round % 2 ? (1n << 125n) | (key >> 3n) : key;
        if (version === 4 || !embeds(spread)) check(family, oracle, spread);
      }
    });

  await context.test("IPv4 addresses that IPv6 embeds", () => {
    const oracle = new AsnOracle(4);
    const next = randomNumbers(64);
    for (let round = 0; round < RANDOM_KEYS / 4; round++) {
      const key = BigInt(next());
      const asn = oracle.expect(key);
      for (const embedding of [
        (0x64ff9bn << 96n) | key,
        (0x2002n << 112n) | (key << 80n) | (randomKey(next) >> 48n),
      ])
        assert.equal(table.systemOf(addressOf(IPV6, embedding))?.asn, asn, embedding.toString(16));
    }
  });
});

test("ranges to the address, gaps, masks, what is not known", () => {
  const table = tableOf(
    builtAsnImage(
      [
        '0.0.0.0,9.0.0.0,64500,"Zero, Inc."',
        '9.0.0.1,11.0.0.0,64501,"LLC ""TEN"""',
        "11.0.0.1,11.0.0.1,64502,手机 Ω",
        "11.0.0.2,11.0.0.2,64503,",
        "11.0.0.3,11.0.0.3,0,Not routed",
        "255.255.255.255,255.255.255.255,64504,Broadcast",
        "2a00::,2a00::7,64500,Zero, more columns",
        "2a00::8,2a00::8,4294967295,Last",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,1,Never",
      ].join("\n"),
    ),
  );
  for (const [text, asn, organization] of [
    ["0.255.255.255", undefined, undefined],
    ["1.0.0.0", 64500, "Zero, Inc."],
    ["9.0.0.0", 64500, "Zero, Inc."],
    ["9.0.0.1", 64501, 'LLC "TEN"'],
    ["10.0.0.0", undefined, undefined],
    ["11.0.0.0", 64501, 'LLC "TEN"'],
    ["11.0.0.1", 64502, "手机 Ω"],
    ["11.0.0.2", 64503, undefined],
    ["11.0.0.3", undefined, undefined],
    ["11.0.0.4", undefined, undefined],
    ["255.255.255.255", undefined, undefined],
    ["2a00::7", 64500, "Zero"],
    ["2a00::8", 4294967295, "Last"],
    ["2a00::9", undefined, undefined],
    ["29ff:ffff::", undefined, undefined],
    ["64:ff9b::11.0.0.1", 64502, "手机 Ω"],
    ["64:ff9b::10.0.0.1", undefined, undefined],
    ["2002:b00:2::", 64503, undefined],
    ["::ffff:11.0.0.1", undefined, undefined],
    ["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", undefined, undefined],
  ] as const) {
    const found = table.systemOf(parseAddress(text)!);
    assert.deepEqual([found?.asn, found?.organization], [asn, organization], text);
  }
});
