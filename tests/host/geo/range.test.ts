import assert from "node:assert/strict";
import test from "node:test";
import { type Address, formatAddress, parseAddress } from "../../../host/address.ts";
import { addressOf, IPV4, IPV6, keyOf } from "../../../host/geo/family.ts";
import { rangeAround } from "../../../host/geo/range.ts";
import { fullImage, fullTable, Oracle } from "./helper/full-table.ts";
import { Lookups } from "./helper/lookups.ts";
import { randomKey, randomNumbers } from "./helper/random.ts";
import { noData } from "./helper/rows.ts";
import { builtTable } from "./helper/small-table.ts";

test("the widest run with one answer, over the full table", { skip: noData }, () => {
  const { view } = fullTable();
  const lookups = new Lookups(fullImage());
  const next = randomNumbers(11);
  for (const version of [4, 6] as const) {
    const family = version === 4 ? IPV4 : IPV6;
    const oracle = new Oracle(version);
    const ends = [oracle.first, oracle.second].flatMap((rows) => [...rows.first, ...rows.last]);
    ends.sort((a, b) => (a < b ? -1 : 1));
    const keys = [0n, 1n, family.lastKey];
    for (let round = 0; round < 300; round++) {
      keys.push(ends[next() % ends.length], (randomKey(next) & family.lastKey) >> BigInt(next() % 4));
    }
    for (const key of keys) {
      const address = addressOf(family, key);
      const text = formatAddress(address);
      const answer = lookups.answer(address);
      const range = rangeAround(view, address);
      const [first, last] = [keyOf(range.first), keyOf(range.last)];
      if (key >> 112n === 0x2002n || key >> 32n === 0x64ff9bn << 64n) continue;
      assert.ok(first <= key && key <= last, text);
      // Wide enough, and not too wide.
      if (first > 0n) assert.notEqual(beside(first - 1n), answer, `before ${text}`);
      if (last < family.lastKey) assert.notEqual(beside(last + 1n), answer, `after ${text}`);
      let index = firstNotBelow(ends, first);
      for (let checked = 0; index < ends.length && ends[index] <= last && checked < 2000; index++) {
        assert.equal(lookups.answer(addressOf(family, ends[index])), answer, text);
        checked++;
      }
    }

    /** An embedding block is another run, whatever it answers at its edge. */
    function beside(key: bigint): number {
      if (version === 6 && (key >> 112n === 0x2002n || key >> 32n === 0x64ff9bn << 64n)) return -1;
      return lookups.answer(addressOf(family, key));
    }
  }
});

function firstNotBelow(ascending: readonly bigint[], limit: bigint): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

const table = builtTable({
  first: [
    "1.0.0.0,1.0.0.255,AU",
    "1.0.1.0,1.255.255.255,CN",
    "2.0.0.0,9.255.255.255,CN",
    "2a00::,2a00:ffff:ffff:ffff:ffff:ffff:ffff:fffe,DE",
    "2a00:ffff:ffff:ffff:ffff:ffff:ffff:ffff,2a01::5,DE",
    "2a01::6,2a01::6,FR",
  ].join("\n"),
  second: "1.1.0.0,1.1.0.255,SE\n5.0.0.0,5.0.0.0,CN",
});

function range(text: string): string {
  const { first, last } = rangeAround(table.table.view, parseAddress(text) as Address);
  return `${formatAddress(first)} ${formatAddress(last)}`;
}

test("across chunks and rows of one country, not across another opinion", () => {
  assert.equal(range("1.0.0.77"), "1.0.0.0 1.0.0.255");
  assert.equal(range("1.0.200.0"), "1.0.1.0 1.0.255.255");
  assert.equal(range("1.1.0.9"), "1.1.0.0 1.1.0.255");
  assert.equal(range("3.3.3.3"), "1.1.1.0 9.255.255.255");
  assert.equal(range("10.9.9.9"), "10.0.0.0 10.255.255.255");
  assert.equal(range("0.0.0.0"), "0.0.0.0 0.255.255.255");
  assert.equal(range("255.255.255.255"), "224.0.0.0 255.255.255.255");
  assert.equal(range("2a00:5::"), "2a00:: 2a01::5");
  assert.equal(range("2a01::6"), "2a01::6 2a01::6");
  assert.equal(range("2a01::7"), "2a01::7 3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
  assert.equal(range("::1"), ":: ::1");
  assert.equal(range("::2"), "::2 ::fffe:ffff:ffff");
  assert.equal(range("ffff::"), "fe80:: ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
});

test("the run of an embedded IPv4 address, in the block's form and clipped to it", () => {
  assert.equal(range("64:ff9b::1.0.0.77"), "64:ff9b::100:0 64:ff9b::100:ff");
  assert.equal(range("64:ff9b::255.0.0.1"), "64:ff9b::e000:0 64:ff9b::ffff:ffff");
  assert.equal(range("64:ff9b::0.0.0.1"), "64:ff9b:: 64:ff9b::ff:ffff");
  assert.equal(range("2002:100:4d::7"), "2002:100:: 2002:100:ff:ffff:ffff:ffff:ffff:ffff");
  assert.equal(range("2002::"), "2002:: 2002:ff:ffff:ffff:ffff:ffff:ffff:ffff");
  assert.equal(range("64:ff9b:0:0:0:1::"), "64:ff9b::1:0:0 64:ff9b:0:ffff:ffff:ffff:ffff:ffff");
});
