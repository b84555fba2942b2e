// What was sent and refused, where there is no column for it.

import assert from "node:assert/strict";
import test from "node:test";
import { attemptedLines, attemptedText } from "../../../host/report/attempted-text.ts";
import { deviceListText } from "../../../host/report/device-list-text.ts";
import { flowLines } from "../../../host/report/flow-list-text.ts";
import { statusText } from "../../../host/report/status-text.ts";
import { widthOf } from "../../../host/report/width.ts";
import {
  countryReport,
  deviceReport,
  FULL_STATUS,
  flowReport,
  refusedReport,
} from "../http/helper/scripted.ts";

const PAPER = { columns: 80, color: false };

test("nothing is said where nothing was refused, or nobody knows", () => {
  assert.equal(attemptedText({}), undefined);
  assert.equal(attemptedText({ bytesAttempted: 0 }), undefined);
  assert.deepEqual(attemptedLines([countryReport("CN", 5), refusedReport("RU", 5, 0)], 80), []);
  const status = statusText({ ...FULL_STATUS, packetsAttempted: 0 }, [], PAPER);
  assert.ok(!status.includes("attempted"));
  assert.ok(
    !flowLines(flowReport({ bytesAttempted: 0 }), 80)
      .join()
      .includes("attempted"),
  );
});

test("the most first, on one line of any width", () => {
  const countries = [refusedReport("CN", 5, 740), countryReport("US", 9), refusedReport("RU", 0, 14_800)];
  assert.deepEqual(attemptedLines(countries, 80), ["  attempted: Russia RU 14.8 kB, China CN 740 B"]);
  for (const columns of [42, 80, 200]) {
    const many = Array.from({ length: 40 }, (_, k) => refusedReport("CN", 5, 1 + k));
    for (const line of attemptedLines(many, columns)) assert.ok(widthOf(line) <= columns, line);
  }
});

test("a country that comes after those that are shown is named all the same", () => {
  const countries = [
    ..."US DE FR GB NL IE".split(" ").map((code) => countryReport(code, 1e6)),
    refusedReport("CN", 0, 740),
  ];
  const text = deviceListText([deviceReport(1, countries)], 1, PAPER);
  assert.match(text, /\n {2}and 1 more country, 0 B\n {2}attempted: China CN 740 B\n/);
});

test("in flows and in the status", () => {
  const [, second] = flowLines(flowReport(), 80);
  assert.match(second, /02:00:00:00:00:01 {2}222 B attempted {2}TCP 443/);
  assert.match(
    statusText(FULL_STATUS, [], PAPER),
    /^attempted +14 packets, 1\.04 kB; the firewall answered 13 times$/m,
  );
});
