import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { builtTable } from "../geo/helper/small-table.ts";
import { longCapture } from "./helper/long-capture.ts";
import { replayed } from "./helper/replayed.ts";

const { table } = builtTable({ first: "2a10::,2a1f:ffff::,CN\n23.0.0.0,23.255.255.255,US\n" });
const phone = readFileSync(new URL("../../captures/phone-2014/phone-2014.pcap", import.meta.url));

test("fewer devices are the first ones of all, with all that is told of them", () => {
  // The second one's devices have as many bytes each.
  for (const [capture, devices] of [
    [phone, 4],
    [longCapture(12, 3, true), 12],
  ] as const) {
    const report = replayed(capture, table);
    const all = report.devices();
    assert.equal(all.length, devices);
    for (let count = 0; count <= devices + 1; count++)
      assert.deepEqual(report.devices(count), all.slice(0, count), `${count} devices`);
  }
});

test("countries are the sums of their devices", () => {
  const report = replayed(phone, table);
  const counters = ["flows", "packetsUp", "packetsDown", "bytesUp", "bytesDown"] as const;
  const ofDevices = report.devices().flatMap(({ countries }) => countries);
  for (const country of report.countries())
    for (const counter of counters) {
      const sum = ofDevices
        .filter((of) => of.country === country.country)
        .reduce((sum, of) => sum + of[counter], 0);
      assert.equal(country[counter], sum, `${country.country}: ${counter}`);
    }
});
