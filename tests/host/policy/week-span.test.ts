import assert from "node:assert/strict";
import test from "node:test";
import { inForceAt } from "../../../host/policy/in-force.ts";
import { localMinute, localTimeText, parseLocalTime } from "../../../host/policy/local-time.ts";
import { timeOfLocal } from "../../../host/policy/moment.ts";
import type { Policy } from "../../../host/policy/policy.ts";
import {
  isWithin,
  minutesToChange,
  parseWeekSpan,
  spansOverlap,
  type WeekSpan,
} from "../../../host/policy/week-span.ts";

const MINUTES_PER_WEEK = 10_080;
/** 2026-11-16 00:00, a Monday. */
const MONDAY = parseLocalTime("2026-11-16 00:00")!;

function span(text: string): WeekSpan {
  const parsed = parseWeekSpan(text);
  assert.notEqual(typeof parsed, "string", String(parsed));
  return parsed as WeekSpan;
}

const SPANS = [
  "22:00-06:00",
  "mon-fri 08:00-16:00",
  "sun 23:00-01:00",
  "fri-mon 12:00-12:01",
  "sat,sun 00:00-24:00",
  "00:00-24:00",
  "wed 23:59-23:58",
].map(span);

test("days, and nights that belong to the day on which they begin", () => {
  const at = (text: string) => parseLocalTime(text)!;
  const night = span("fri 22:00-06:00");
  for (const [time, expected] of [
    ["2026-11-20 21:59", false],
    ["2026-11-20 22:00", true],
    ["2026-11-21 05:59", true],
    ["2026-11-21 06:00", false],
    ["2026-11-21 23:00", false],
  ] as const)
    assert.equal(isWithin(night, at(time)), expected, time);
});

test("when it next changes, minute by minute over a week", () => {
  for (const one of SPANS.filter(({ text }) => !text.startsWith("00:00"))) {
    for (let minute = 0; minute < MINUTES_PER_WEEK; minute += 7) {
      const now = MONDAY + minute;
      let next = 1;
      // Days side by side change nothing at midnight, but are told all the same.
      while (next < minutesToChange(one, now))
        assert.equal(isWithin(one, now + next++), isWithin(one, now), one.text);
    }
  }
});

test("two spans overlap where some minute is in both", () => {
  for (const a of SPANS)
    for (const b of SPANS) {
      let shared = false;
      for (let minute = 0; minute < MINUTES_PER_WEEK && !shared; minute++)
        shared = isWithin(a, MONDAY + minute) && isWithin(b, MONDAY + minute);
      assert.equal(spansOverlap(a, b), shared, `${a.text} and ${b.text}`);
    }
});

test("local time in summer and winter, and where clocks skip or repeat an hour", () => {
  const zone = "Europe/Berlin";
  const shown = (utc: string) => localTimeText(localMinute(Date.parse(utc), zone));
  assert.equal(shown("2026-03-29T00:59:00Z"), "2026-03-29 01:59");
  assert.equal(shown("2026-03-29T01:00:00Z"), "2026-03-29 03:00");
  assert.equal(shown("2026-10-25T00:59:00Z"), "2026-10-25 02:59");
  assert.equal(shown("2026-10-25T01:00:00Z"), "2026-10-25 02:00");
  const utcOf = (local: string) =>
    new Date(timeOfLocal(parseLocalTime(local)!, zone)).toISOString().slice(0, 16);
  assert.equal(utcOf("2026-07-01 12:00"), "2026-07-01T10:00");
  assert.equal(utcOf("2026-03-29 02:30"), "2026-03-29T01:00");
  assert.equal(utcOf("2026-10-25 02:30"), "2026-10-25T00:30");
  assert.equal(
    timeOfLocal(parseLocalTime("2026-01-01 05:45")!, "Asia/Kathmandu"),
    Date.parse("2026-01-01T00:00Z"),
  );
});

const policy: Policy = {
  blockWith: "reject",
  defaultAction: "off",
  opinionsDiffer: "first",
  tunnels: "off",
  newDevices: "off",
  timezone: "Europe/Berlin",
  devices: [],
  countries: [{ place: "country[0]", codes: new Set(["CN"]), action: "block", hours: [span("22:07-02:30")] }],
  exceptions: [
    {
      place: "exception[0]",
      addresses: [],
      hosts: ["a.example"],
      action: "off",
      expires: parseLocalTime("2026-10-25 02:10"),
    },
  ],
};

test("what is in force stays the same for as long as it says", () => {
  const start = Date.parse("2026-10-24T18:00:00Z");
  for (let ms = start; ms < start + 12 * 3_600_000; ) {
    const { key, fromMs, untilMs } = inForceAt(policy, ms);
    assert.ok(fromMs <= ms && ms < untilMs);
    for (let inside = fromMs; inside < untilMs; inside += 60_000)
      assert.equal(inForceAt(policy, inside).key, key);
    ms = untilMs;
  }
});

test("hours wait for a clock that is right, and nothing expires before", () => {
  const { policy: unset } = inForceAt(policy, undefined);
  assert.deepEqual([unset.countries.length, unset.exceptions.length], [0, 1]);
  const { policy: late } = inForceAt(policy, Date.parse("2026-10-25T22:00:00Z"));
  assert.deepEqual([late.countries.length, late.exceptions.length], [1, 0]);
});
