import assert from "node:assert/strict";
import test from "node:test";
import { Ledger } from "../../../host/daemon/ledger.ts";
import { Sums } from "../../../host/daemon/sums.ts";

/** One device's bytes up to one country. */
function sums(bytesUp: number, country = "NL", device = "02:00:00:00:00:01"): Sums {
  const counters = { flows: 1, packetsUp: 1, packetsDown: 0, bytesUp, bytesDown: 0 };
  const all = new Sums();
  all.add(device, 0x02_00_00_00_00_01n, country, counters);
  return all;
}

function bytesUp(all: Sums): Record<string, number> {
  return Object.fromEntries(all.countries().map(({ country, bytesUp }) => [String(country), bytesUp]));
}

test("the accountant's word counts", () => {
  const ledger = new Ledger();
  assert.equal(ledger.accountant, "tap");
  assert.deepEqual(bytesUp(ledger.total(sums(100))), { NL: 100 });
});

test("after a change only what the new one counts from then on is added", () => {
  const ledger = new Ledger();
  // Conntrack has counted more than the tap until now: offload hid packets before it was noticed.
  ledger.change("conntrack", { tap: sums(100), conntrack: sums(700) });
  assert.deepEqual(bytesUp(ledger.total(sums(700))), { NL: 100 });
  assert.deepEqual(bytesUp(ledger.total(sums(750))), { NL: 150 });
});

test("and back again, without a byte twice", () => {
  const ledger = new Ledger();
  ledger.change("conntrack", { tap: sums(100), conntrack: sums(700) });
  ledger.change("tap", { tap: sums(110), conntrack: sums(800) });
  assert.deepEqual(bytesUp(ledger.total(sums(115))), { NL: 205 });
});

test("sums that rise in place are those of the moment of the change", () => {
  const [tap, conntrack] = [sums(100), sums(700)];
  const ledger = new Ledger();
  ledger.change("conntrack", { tap, conntrack });
  conntrack.addSums(sums(50));
  tap.addSums(sums(7));
  assert.deepEqual(bytesUp(ledger.total(conntrack)), { NL: 150 });
  ledger.change("tap", { tap, conntrack });
  tap.addSums(sums(5));
  assert.deepEqual(bytesUp(ledger.total(tap)), { NL: 155 });
});

test("a change to whom it is already changes nothing", () => {
  const ledger = new Ledger();
  ledger.change("tap", { tap: sums(100), conntrack: sums(1) });
  assert.deepEqual(bytesUp(ledger.total(sums(100))), { NL: 100 });
});

test("what was attempted is the taps' in any case, once", () => {
  const attempted = (count: number) => {
    const all = sums(count);
    const counters = { flows: 0, packetsUp: 0, packetsDown: 0, bytesUp: 0, bytesDown: 0 };
    all.add("02:00:00:00:00:02", undefined, "CN", {
      ...counters,
      packetsAttempted: 1,
      bytesAttempted: count,
    });
    return all;
  };
  const byConntrack = (bytes: number, tap: Sums) => sums(bytes).addAttempted(tap);
  const ledger = new Ledger();
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

test("sums keep devices and countries apart, and add what is the same", () => {
  const all = new Sums()
    .addSums(sums(1))
    .addSums(sums(2))
    .addSums(sums(4, "CN"))
    .addSums(sums(8, "NL", "02:00:00:00:00:02"));
  assert.deepEqual(bytesUp(all), { NL: 11, CN: 4 });
  const [first] = all.devices.values();
  assert.equal(first.device, "02:00:00:00:00:01");
  assert.equal(first.countries.get("NL")?.bytesUp, 3);
  assert.equal(all.devices.size, 2);
});
