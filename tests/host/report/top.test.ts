// Rates out of totals, on a screen of any size.

import assert from "node:assert/strict";
import test from "node:test";
import { Top } from "../../../host/report/top.ts";
import { topText } from "../../../host/report/top-text.ts";
import { widthOf } from "../../../host/report/width.ts";
import { countryReport, deviceReport, refusedReport } from "../http/helper/scripted.ts";

const at = (second: number) => `2026-11-20T14:00:${String(second).padStart(2, "0")}.500000000Z`;

function counters(second: number, cn: number, us: number) {
  const countries = [countryReport("US", us), countryReport("CN", cn)];
  return { time: at(second), frames: 10 * second, bytes: 1000 * second, countries };
}

test("a first reading has no rates; then what moved most is first", () => {
  const top = new Top();
  const devices = (bytes: number) => [
    deviceReport(1, [countryReport("US", 5000)]),
    { ...deviceReport(2, [countryReport("CN", bytes)]), name: "phone", nameSource: "dhcp" as const },
  ];
  assert.equal(top.sample(counters(1, 100, 9000), devices(100)), undefined);
  const sample = top.sample(counters(3, 500, 9000), devices(500));
  assert.ok(sample);
  assert.deepEqual([sample.framesRate, sample.bytesRate], [10, 1000]);
  assert.deepEqual(
    sample.countries.map(({ key, upRate, downRate }) => [key, upRate, downRate]),
    [
      ["CN", 200, 400],
      ["US", 0, 0],
    ],
  );
  assert.deepEqual([sample.devices[0].name, sample.devices[0].upRate], ["phone (dhcp)", 200]);
});

test("what is new has no rate yet, what falls or comes at the same time none", () => {
  const top = new Top();
  top.sample(counters(5, 500, 500), []);
  const fallen = top.sample(counters(6, 100, 600), [deviceReport(1, [countryReport("CN", 1e9)])]);
  assert.equal(fallen?.countries.find(({ key }) => key === "CN")?.upRate, 0);
  assert.equal(fallen?.devices[0].upRate, 0);
  assert.equal(top.sample(counters(6, 900, 900), [])?.countries[0].upRate, 0);
});

test("what was attempted has a column where anything was, and there is room", () => {
  const top = new Top();
  const reading = (second: number, attempted: number) => ({
    ...counters(second, 100, 200),
    countries: [countryReport("US", 200), refusedReport("CN", 100, attempted)],
  });
  const devices = [deviceReport(1, [refusedReport("CN", 100, 1480), refusedReport("RU", 5, 520)])];
  const text = (columns: number, attempted: number) => {
    top.sample(reading(1, attempted), []);
    const sample = top.sample(reading(2, attempted), devices)!;
    return topText(sample, { columns, color: false }, 40).split("\n");
  };
  const lines = text(80, 1480);
  assert.match(lines[2], /^Countries .* attempted$/);
  assert.match(lines.find((line) => line.startsWith("China"))!, /200 B {3}1\.48 kB$/);
  assert.match(lines.find((line) => line.startsWith("United States"))!, /400 B$/);
  assert.match(lines.find((line) => line.startsWith("02:00:00"))!, /2\.00 kB$/);
  for (const line of lines) assert.ok(widthOf(line) <= 80, line);
  assert.ok(!text(80, 0)[2].includes("attempted"));
  assert.ok(!text(59, 1480).some((line) => line.includes("attempted")));
});

test("it fits every screen, and fills what it has", () => {
  const top = new Top();
  const codes = Array.from({ length: 60 }, (_, k) => `Z${String.fromCharCode(65 + (k % 26))}`);
  const reading = (second: number) => ({
    ...counters(second, 0, 0),
    countries: codes.map((code, k) => countryReport(code, 10 ** (k % 16) * second)),
  });
  const devices = Array.from({ length: 50 }, (_, k) => ({
    ...deviceReport(k, [countryReport("CN", k)]),
    name: "手机".repeat(k),
    nameSource: "dhcp" as const,
  }));
  top.sample(reading(1), devices);
  const sample = top.sample(reading(2), devices)!;
  for (const columns of [42, 80, 81, 120, 300])
    for (const rows of [1, 5, 10, 24, 50]) {
      const lines = topText(sample, { columns, color: false }, rows).trimEnd().split("\n");
      for (const line of lines) assert.ok(widthOf(line) <= columns, `${columns}: ${line}`);
      assert.ok(lines.length <= Math.max(rows, 7), `${rows}: ${lines.length}`);
      if (rows >= 10) assert.equal(lines.length, rows);
    }
});
