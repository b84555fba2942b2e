import assert from "node:assert/strict";
import test from "node:test";
import { bar } from "../../../host/report/bar.ts";
import { style } from "../../../host/report/style.ts";
import {
  bytesText,
  codesText,
  countText,
  durationText,
  flowsText,
  timeText,
} from "../../../host/report/text.ts";

test("bytes: three digits, an SI unit, at most seven columns", () => {
  const texts: [number, string][] = [
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.00 kB"],
    [9994, "9.99 kB"],
    [9995, "10.0 kB"],
    [99_949, "99.9 kB"],
    [99_950, "100 kB"],
    [999_499, "999 kB"],
    [999_500, "1.00 MB"],
    [2 ** 32, "4.29 GB"],
    [2 ** 64, "18.4 EB"],
  ];
  for (const [bytes, text] of texts) assert.equal(bytesText(bytes), text);
  for (let bytes = 1; bytes < 2 ** 64; bytes *= 1.37) assert.ok(bytesText(Math.floor(bytes)).length <= 7);
});

test("counts", () => {
  assert.equal(countText(0), "0");
  assert.equal(countText(999), "999");
  assert.equal(countText(1000), "1,000");
  assert.equal(countText(1234567), "1,234,567");
  assert.equal(flowsText(9_999_999), "9999999");
  assert.equal(flowsText(10_000_000), "10.0 M");
});

test("countries, times", () => {
  assert.equal(codesText("CN", undefined), "CN");
  assert.equal(codesText("CN", "SG"), "CN/SG");
  assert.equal(timeText(1_400_000_000_000_000_001n), "2014-05-13T16:53:20.000000001Z");
});

test("a bar: as wide as its column, to an eighth, never empty where there is something", () => {
  assert.equal(bar(0, 3), "   ");
  assert.equal(bar(1e-9, 3), "▏  ");
  assert.equal(bar(0.5, 3), "█▌ ");
  assert.equal(bar(1, 3), "███");
  for (let share = 0; share <= 1; share += 1 / 64)
    for (let width = 1; width < 20; width++) assert.equal(bar(share, width).length, width);
});

test("colours, and none", () => {
  assert.equal(style(true).up("x"), "\x1b[33mx\x1b[0m");
  for (const ink of Object.values(style(false))) assert.equal(ink("x"), "x");
});

test("a time span in its two largest units", () => {
  const spans = [0, 59.9, 60, 3599, 3600, 86_399, 86_400, 100_000_000];
  assert.deepEqual(spans.map(durationText), [
    "0 s",
    "59 s",
    "1 min 0 s",
    "59 min 59 s",
    "1 h 0 min",
    "23 h 59 min",
    "1 d 0 h",
    "1,157 d 9 h",
  ]);
});
