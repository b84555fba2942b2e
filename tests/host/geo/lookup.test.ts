import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { formatAddress, parseAddress } from "../../../host/address.ts";
import { addressOf, type Family, IPV4, IPV6 } from "../../../host/geo/family.ts";
import { type Expected, fullImage, fullTable, Oracle } from "./helper/full-table.ts";
import { Lookups } from "./helper/lookups.ts";
import { randomKey, randomNumbers } from "./helper/random.ts";
import { MMDB, noData, SPECIAL4, SPECIAL6 } from "./helper/rows.ts";

const RANDOM_KEYS = 200_000;

function embeds(key: bigint): boolean {
  return key >> 32n === 0x64ff9bn << 64n || key >> 112n === 0x2002n;
}

/** All row ends with their neighbours; rows that touch share some. */
function* edgeKeys(oracle: Oracle, family: Family): Generator<bigint> {
  for (const rows of [oracle.first, oracle.second]) {
    let previous = -1n;
    for (let row = 0; row < rows.first.length; row++) {
      const first = rows.first[row];
      const last = rows.last[row];
      for (const key of [first - 1n, first, first + 1n, last - 1n, last, last + 1n]) {
        if (key <= previous || key > family.lastKey) continue;
        yield key;
        previous = key;
      }
    }
  }
}

test("every edge of every range, both opinions", { skip: noData }, async (context) => {
  const lookups = new Lookups(fullImage());
  const table = fullTable();
  function check(family: Family, oracle: Oracle, key: bigint): void {
    const address = addressOf(family, key);
    const answer = lookups.answer(address);
    const found: Expected = {
      country: table.codeOf(answer & 0xff),
      other: answer >> 8 === 0 ? undefined : (table.codeOf(answer >> 8) ?? "null"),
    };
    const expected = oracle.expect(key);
    if (found.country !== expected.country || found.other !== expected.other)
      assert.deepEqual(found, expected, formatAddress(address));
  }

  const ipv4 = new Oracle(4);
  await context.test("IPv4", () => {
    let count = 0;
    for (const key of edgeKeys(ipv4, IPV4)) {
      check(IPV4, ipv4, key);
      count++;
    }
    assert.ok(count > 1_000_000, `${count} edges`);
    const next = randomNumbers(4);
    for (let round = 0; round < RANDOM_KEYS; round++) check(IPV4, ipv4, BigInt(next()));
  });

  const ipv6 = new Oracle(6);
  await context.test("IPv6", () => {
    let count = 0;
    for (const key of edgeKeys(ipv6, IPV6)) {
      if (embeds(key)) continue;
      check(IPV6, ipv6, key);
      count++;
    }
    assert.ok(count > 1_000_000, `${count} edges`);
    const next = randomNumbers(6);
    for (let round = 0; round < RANDOM_KEYS; round++) {
      const key = randomKey(next);
      // Half of them where the routed addresses are.
      const routed = (1n << 125n) | (key >> 3n);
      check(IPV6, ipv6, round % 2 === 0 && !embeds(key) ? key : embeds(routed) ? 0n : routed);
    }
  });

  await context.test("IPv4 addresses that IPv6 embeds", () => {
    const next = randomNumbers(64);
    const inside = [...SPECIAL4.flatMap(({ first, last }) => [first, last])];
    for (let round = 0; round < RANDOM_KEYS / 4; round++) inside.push(BigInt(next()));
    for (const key of inside) {
      const expected = lookups.answer(addressOf(IPV4, key));
      const nat64 = addressOf(IPV6, (0x64ff9bn << 96n) | key);
      assert.equal(lookups.answer(nat64), expected, formatAddress(nat64));
      const sixToFour = addressOf(IPV6, (0x2002n << 112n) | (key << 80n) | (randomKey(next) >> 48n));
      assert.equal(lookups.answer(sixToFour), expected, formatAddress(sixToFour));
    }
    for (const [text, country] of [
      ["64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff", "ZZ"],
      ["64:ff9b::1:0:0", "ZZ"],
      ["64:ff9b:0:0:1::", "ZZ"],
      ["64:ff9b:1::", null],
      ["2003::", "DE"],
    ] as const)
      assert.equal(table.codeOf(lookups.answer(parseAddress(text)!) & 0xff), country, text);
  });

  await context.test("special-purpose blocks, to the address", () => {
    for (const [family, blocks, oracle] of [
      [IPV4, SPECIAL4, ipv4],
      [IPV6, SPECIAL6, ipv6],
    ] as const) {
      for (const { text, first, last } of blocks) {
        assert.equal(lookups.answer(addressOf(family, first)), 0, text);
        assert.equal(lookups.answer(addressOf(family, last)), 0, text);
        for (const key of [first - 1n, last + 1n])
          if (key >= 0n && key <= family.lastKey) check(family, oracle, key);
      }
    }
  });
});

test("an image of zeros says ZZ to everything", () => {
  const lookups = new Lookups();
  const next = randomNumbers(0);
  for (let round = 0; round < 10_000; round++) {
    assert.equal(lookups.answer(addressOf(IPV4, BigInt(next()))), 1);
    assert.equal(lookups.answer(addressOf(IPV6, randomKey(next))), 1);
  }
});

test("the first opinion is libmaxminddb's", { skip: noData }, (context) => {
  const script = [
    "import sys, maxminddb",
    "reader = maxminddb.open_database(sys.argv[1])",
    "for line in sys.stdin:",
    "  record = reader.get(line.strip())",
    "  print(record['country_code'] if record else 'ZZ')",
  ].join("\n");
  const python = ["python3", "/usr/bin/python3"].find(
    (command) => spawnSync(command, ["-c", "import maxminddb"]).status === 0,
  );
  if (!python) return context.skip("python3-maxminddb is not installed");

  const next = randomNumbers(77);
  const { first: rows4 } = new Oracle(4);
  const { first: rows6 } = new Oracle(6);
  const addresses = [];
  for (let round = 0; round < 40_000; round++) {
    addresses.push(addressOf(IPV4, BigInt(next())));
    const row4 = next() % rows4.first.length;
    addresses.push(addressOf(IPV4, rows4.first[row4]), addressOf(IPV4, rows4.last[row4]));
    const row6 = next() % rows6.first.length;
    addresses.push(addressOf(IPV6, rows6.first[row6]), addressOf(IPV6, rows6.last[row6]));
    const key = (1n << 125n) | (randomKey(next) >> 3n);
    if (!embeds(key)) addresses.push(addressOf(IPV6, key));
  }
  const lookups = new Lookups(fullImage());
  const table = fullTable();
  const answered = addresses.filter((address) => {
    const special = lookups.answer(address) === 0;
    return !special && !(address.ipv6 && embeds((address.high << 64n) | address.low));
  });
  const input = answered.map(formatAddress).join("\n");
  const output = spawnSync(python, ["-c", script, MMDB], { input, encoding: "utf8", maxBuffer: 2 ** 28 });
  assert.equal(output.status, 0, output.stderr);
  const expected = output.stdout.trimEnd().split("\n");
  assert.equal(expected.length, answered.length);
  assert.ok(answered.length > 150_000);
  for (const [index, address] of answered.entries())
    assert.equal(table.codeOf(lookups.answer(address) & 0xff), expected[index], formatAddress(address));
});
