// When the next update is due.

import assert from "node:assert/strict";
import test from "node:test";
import { nextUpdate, updateDelayMs } from "../../../../host/geo/update/schedule.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse("2026-11-20T12:00:00Z");
const SEEDS = Array.from({ length: 1000 }, (_, seed) => seed * 2_654_435_761);

test("never where the interval is 0, at once where nobody has tried", () => {
  assert.equal(nextUpdate({ time: NOW, failures: 0 }, 0, 1), undefined);
  assert.equal(nextUpdate(undefined, 0, 1), undefined);
  assert.equal(updateDelayMs(undefined, NOW, 0, 1), undefined);
  assert.equal(nextUpdate(undefined, 168, 1), 0);
  assert.equal(updateDelayMs(undefined, NOW, 168, 1), 0);
});

test("a tenth of the interval at most, spread evenly over the routers, and another one every time", () => {
  const waits = SEEDS.map((seed) => nextUpdate({ time: NOW, failures: 0 }, 168, seed)! - NOW);
  for (const wait of waits) assert.ok(wait >= 0.9 * 168 * HOUR && wait <= 1.1 * 168 * HOUR);
  const buckets = Array<number>(10).fill(0);
  for (const wait of waits) buckets[Math.min(9, Math.floor((wait / (168 * HOUR) - 0.9) * 50))]++;
  for (const count of buckets) assert.ok(count > 60 && count < 140, String(buckets));
  const later = SEEDS.map((seed) => nextUpdate({ time: NOW + HOUR, failures: 0 }, 168, seed)! - NOW - HOUR);
  assert.ok(later.filter((wait, at) => wait === waits[at]).length < 10);
  assert.equal(
    nextUpdate({ time: NOW, failures: 0 }, 168, 7),
    nextUpdate({ time: NOW, failures: 0 }, 168, 7),
  );
});

test("after failures: a quarter of an hour, doubled, never more than the interval", () => {
  for (const seed of SEEDS.slice(0, 100))
    for (const [failures, minutes] of [
      [1, 15],
      [2, 30],
      [5, 240],
    ]) {
      const wait = nextUpdate({ time: NOW, failures }, 168, seed)! - NOW;
      assert.ok(wait >= 0.5 * minutes * MINUTE && wait <= 1.5 * minutes * MINUTE, `${failures}: ${wait}`);
    }
  for (const failures of [11, 60, 5000, 1_000_000]) {
    const wait = nextUpdate({ time: NOW, failures }, 24, 1)! - NOW;
    assert.ok(wait >= 0.9 * 24 * HOUR && wait <= 1.1 * 24 * HOUR);
  }
});

test("how long to wait from now; a clock that was wrong says nothing", () => {
  const due = nextUpdate({ time: NOW, failures: 0 }, 24, 1)!;
  assert.equal(updateDelayMs({ time: NOW, failures: 0 }, NOW + HOUR, 24, 1), due - NOW - HOUR);
  assert.equal(updateDelayMs({ time: NOW, failures: 0 }, NOW + 100 * HOUR, 24, 1), 0);
  assert.equal(updateDelayMs({ time: NOW, failures: 0 }, NOW - HOUR, 24, 1), 0);
});
