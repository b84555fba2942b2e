import assert from "node:assert/strict";
import test from "node:test";
import { Ledger } from "../../../host/daemon/ledger.ts";
import { Pairs } from "../../../host/report/pairs.ts";
import { Sums } from "../../../host/report/sums.ts";

const PAIRS = new Pairs();

/** One device's bytes up to one country. */
function sums(bytesUp: number): Sums {
  const pair = { device: "02:00:00:00:00:01", ether: 0x02_00_00_00_00_01n, country: "NL" };
  return new Sums(PAIRS).add(pair, { flows: 1, packetsUp: 1, packetsDown: 0, bytesUp, bytesDown: 0 });
}

function bytesUp(all: Sums): Record<string, number> {
  return Object.fromEntries(all.countries().map(({ country, bytesUp }) => [String(country), bytesUp]));
}

test("the accountant's word counts", () => {
  const ledger = new Ledger(PAIRS);
  assert.equal(ledger.accountant, "tap");
  assert.deepEqual(bytesUp(ledger.total(sums(100))), { NL: 100 });
});

test("after a change only what the new one counts from then on is added", () => {
  const ledger = new Ledger(PAIRS);
  // Conntrack has counted more than the tap until now: offload hid packets before it was noticed.
  ledger.change("conntrack", { tap: sums(100), conntrack: sums(700) });
  assert.deepEqual(bytesUp(ledger.total(sums(700))), { NL: 100 });
  assert.deepEqual(bytesUp(ledger.total(sums(750))), { NL: 150 });
});

test("and back again, without a byte twice", () => {
  const ledger = new Ledger(PAIRS);
  ledger.change("conntrack", { tap: sums(100), conntrack: sums(700) });
  ledger.change("tap", { tap: sums(110), conntrack: sums(800) });
  assert.deepEqual(bytesUp(ledger.total(sums(115))), { NL: 205 });
});

test("a change to whom it is already changes nothing", () => {
  const ledger = new Ledger(PAIRS);
  ledger.change("tap", { tap: sums(100), conntrack: sums(1) });
  assert.deepEqual(bytesUp(ledger.total(sums(100))), { NL: 100 });
});

test("what was attempted is the taps' in any case, once", () => {
  const attempted = (count: number) => {
    const counters = { flows: 0, packetsUp: 0, packetsDown: 0, bytesUp: 0, bytesDown: 0 };
    const pair = { device: "02:00:00:00:00:02", ether: undefined, country: "CN" };
    return sums(count).add(pair, { ...counters, packetsAttempted: 1, bytesAttempted: count });
  };
  const byConntrack = (bytes: number, tap: Sums) => sums(bytes).addAttempted(tap);
  const ledger = new Ledger(PAIRS);
  assert.deepEqual(ledger.total(attempted(60)).attempted, { packetsAttempted: 1, bytesAttempted: 60 });
  ledger.change("conntrack", { tap: attempted(60), conntrack: byConntrack(700, attempted(60)) });
  assert.equal(ledger.total(byConntrack(700, attempted(60))).attempted.bytesAttempted, 60);
  const now = ledger.total(byConntrack(750, attempted(90)));
  assert.equal(now.attempted.bytesAttempted, 90);
  // Nothing of the tap's other counters comes with it.
  assert.deepEqual(bytesUp(now), { NL: 110, CN: 0 });
  ledger.change("tap", { tap: attempted(90), conntrack: byConntrack(750, attempted(90)) });
  assert.equal(ledger.total(attempted(95)).attempted.bytesAttempted, 95);
});
