import assert from "node:assert/strict";
import test from "node:test";
import { Pairs } from "../../../host/report/pairs.ts";
import { Sums } from "../../../host/report/sums.ts";

const FIRST = "02:00:00:00:00:01";
const SECOND = "2001:db8::2";
const NOTHING = { flows: 0, packetsUp: 0, packetsDown: 0, bytesUp: 0, bytesDown: 0 };
const NONE_ATTEMPTED = { packetsAttempted: 0, bytesAttempted: 0 };

const pairs = new Pairs();

function bytesUp(bytesUp: number, country: string | null = "NL", device: string | undefined = FIRST): Sums {
  const ether = device === FIRST ? 0x02_00_00_00_00_01n : undefined;
  return new Sums(pairs).add({ device, ether, country }, { ...NOTHING, flows: 1, bytesUp });
}

function countriesOf(sums: Sums): Record<string, number> {
  return Object.fromEntries(sums.countries().map(({ country, bytesUp }) => [String(country), bytesUp]));
}

test("devices and countries are kept apart, and what is the same is added", () => {
  const all = new Sums(pairs);
  for (const sums of [bytesUp(1), bytesUp(2), bytesUp(4, "CN"), bytesUp(8, "NL", SECOND), bytesUp(16, null)])
    all.addSums(sums, 1);
  assert.deepEqual(countriesOf(all), { NL: 11, CN: 4, null: 16 });
  const sum = (country: string | null, flows: number, bytesUp: number) => ({
    ...{ ...NOTHING, ...NONE_ATTEMPTED },
    ...{ country, flows, bytesUp },
  });
  assert.deepEqual(all.devices(), [
    {
      device: FIRST,
      ether: 0x02_00_00_00_00_01n,
      countries: [sum("NL", 2, 3), sum("CN", 1, 4), sum(null, 1, 16)],
    },
    { device: SECOND, ether: undefined, countries: [sum("NL", 1, 8)] },
  ]);
});

test("what a later sum has met first is no part of an earlier one", () => {
  const before = bytesUp(1);
  const after = bytesUp(2, "EG", "192.0.2.7");
  assert.deepEqual(countriesOf(before), { NL: 1 });
  assert.deepEqual(countriesOf(new Sums(pairs).addSums(before, 1).addSums(after, 1)), { NL: 1, EG: 2 });
  assert.deepEqual(countriesOf(new Sums(pairs).addSums(after, 1).addSums(before, 1)), { NL: 1, EG: 2 });
});

test("what is subtracted wholly is not there any more", () => {
  const all = bytesUp(5).addSums(bytesUp(3, "CN"), 1);
  assert.equal(all.isEmpty, false);
  all.addSums(bytesUp(5), -1);
  assert.deepEqual(countriesOf(all), { CN: 3 });
  all.addSums(bytesUp(3, "CN"), -1);
  assert.equal(all.isEmpty, true);
  assert.deepEqual(all.devices(), []);
});

test("attempts are added alone", () => {
  const pair = { device: FIRST, ether: undefined, country: "CN" };
  const tap = bytesUp(100).add(pair, { ...NOTHING, packetsAttempted: 2, bytesAttempted: 120 });
  const all = bytesUp(7).addAttempted(tap);
  assert.deepEqual(all.attempted, { packetsAttempted: 2, bytesAttempted: 120 });
  assert.deepEqual(countriesOf(all), { NL: 7, CN: 0 });
});

test("more pairs than there was room for", () => {
  const own = new Pairs();
  const all = new Sums(own);
  for (let k = 0; k < 1000; k++)
    all.add({ device: `d${k % 40}`, ether: undefined, country: `c${k % 25}` }, { ...NOTHING, bytesDown: k });
  assert.equal(own.size, 200);
  const sums = all.devices();
  assert.equal(sums.length, 40);
  const total = sums.flatMap(({ countries }) => countries).reduce((sum, { bytesDown }) => sum + bytesDown, 0);
  assert.equal(total, (999 * 1000) / 2);
});
