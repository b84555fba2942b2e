// By which a change of the configuration is known.

import assert from "node:assert/strict";
import test from "node:test";
import { parseConfig } from "../../host/config/load.ts";
import { fingerprint } from "../../host/fingerprint.ts";

/** Each differs from every other one in some option. */
const POLICIES = [
  {},
  { country: [{ codes: ["EG"], action: "block" }] },
  { country: [{ codes: ["EG", "NL"], action: "block" }] },
  { country: [{ codes: ["EG"], action: "alert" }] },
  { country: [{ codes: ["EG"], action: "block", device: ["02:00:00:00:00:01"] }] },
  { country: [{ codes: ["EG"], action: "block", device: ["02:00:00:00:00:02"] }] },
  { country: [{ codes: ["EG"], action: "block", hours: ["22:00-06:00"] }] },
  { exception: [{ address: ["192.0.2.1"], action: "off" }] },
  { exception: [{ address: ["192.0.2.2"], action: "off" }] },
  { exception: [{ address: ["2001:db8::1"], action: "off" }] },
  { exception: [{ host: ["a.example"], action: "off" }] },
  { exception: [{ host: ["a.example"], action: "off", device: ["02:00:00:00:00:01"] }] },
];

test("policies that differ, in whatever, have another one each; the same ones the same", () => {
  const textOf = (file: object): string => {
    const { config, mistakes } = parseConfig(Buffer.from(JSON.stringify(file)), { looksAround: false });
    assert.ok(config, JSON.stringify(mistakes));
    return fingerprint(config.policy);
  };
  assert.equal(new Set(POLICIES.map(textOf)).size, POLICIES.length);
  for (const file of POLICIES) assert.equal(textOf(file), textOf(structuredClone(file)));
});

test("64-bit integers, sets and maps are told by what they hold", () => {
  assert.notEqual(fingerprint({ high: 1n }), fingerprint({ high: 2n }));
  assert.notEqual(fingerprint(new Set(["EG"])), fingerprint(new Set(["EG", "NL"])));
  assert.notEqual(fingerprint(new Map([["EG", 1]])), fingerprint(new Map([["EG", 2]])));
  assert.equal(fingerprint(new Map([["EG", new Set([1n])]])), fingerprint(new Map([["EG", new Set([1n])]])));
});
