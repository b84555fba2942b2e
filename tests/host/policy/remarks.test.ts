// What is wrong with a policy as a whole, named with option, value, reason and remedy.

import assert from "node:assert/strict";
import test from "node:test";
import { parseConfig } from "../../../host/config/load.ts";
import { mistakeText } from "../../../host/config/mistake.ts";
import { suffixKinds } from "../../../host/names/suffix-kind.ts";

const suffixKind = await suffixKinds();
const NOW = Date.parse("2026-11-20T12:00:00Z");

function remarksOn(file: object): { mistakes: string[]; warnings: string[] } {
  const content = new TextEncoder().encode(JSON.stringify({ bordertap: { timezone: "UTC" }, ...file }));
  const { mistakes = [], warnings } = parseConfig(content, { suffixKind, nowMs: NOW });
  return { mistakes: mistakes.map(mistakeText), warnings: warnings.map(mistakeText) };
}

function assertMistake(file: object, pattern: RegExp): void {
  const { mistakes, warnings } = remarksOn(file);
  assert.deepEqual([mistakes.length, warnings.length], [1, 0], JSON.stringify({ mistakes, warnings }));
  assert.match(mistakes[0], pattern);
}

function assertWarning(file: object, pattern: RegExp): void {
  const { mistakes, warnings } = remarksOn(file);
  assert.deepEqual([mistakes.length, warnings.length], [0, 1], JSON.stringify({ mistakes, warnings }));
  assert.match(warnings[0], pattern);
}

function assertFine(file: object): void {
  assert.deepEqual(remarksOn(file), { mistakes: [], warnings: [] });
}

const device = [
  { macs: ["02:00:00:00:00:01"], name: "Phone" },
  { macs: ["02:00:00:00:00:02", "02:00:00:00:00:03"], name: "TV" },
];

test("rules for one country that say two things in the same case", () => {
  assertMistake(
    { country: [{ codes: ["CN", "RU"] }, { codes: ["RU", "KP"], action: "block" }] },
    /^country\[1\]\.codes \["RU"\]: country\[1\] says block, and country\[0\] says alert in the same case\. Leave/,
  );
  assertMistake(
    {
      device,
      country: [
        { codes: ["CN"], device: ["TV"] },
        { codes: ["CN"], device: ["Phone", "02:00:00:00:00:03"], action: "off" },
      ],
    },
    /^country\[1\]\.codes \["CN"\]/,
  );
  assertMistake(
    {
      country: [
        { codes: ["CN"], hours: ["fri 22:00-06:00"] },
        { codes: ["CN"], hours: ["sat 05:59-07:00"], action: "off" },
      ],
    },
    /^country\[1\]\.codes/,
  );
  assertWarning(
    { country: [{ codes: ["CN"] }, { codes: ["CN"] }] },
    /^country\[1\]\.codes .*says the same already\. /,
  );
});

test("rules that the precedence tells apart, or that never meet", () => {
  assertFine({
    device,
    country: [
      { codes: ["CN"] },
      { codes: ["CN"], action: "off", device: ["TV"] },
      { codes: ["CN"], action: "block", device: ["Phone"] },
      { codes: ["CN"], action: "block", hours: ["fri 22:00-06:00"] },
      { codes: ["CN"], action: "off", hours: ["sat 06:00-07:00"] },
      { codes: ["RU"], action: "block" },
    ],
  });
});

test("exceptions that say two things of one target", () => {
  assertMistake(
    { exception: [{ address: ["198.51.100.0/24"] }, { address: ["198.51.100.7/24"], action: "block" }] },
    /^exception\[1\]\.address "198\.51\.100\.0\/24": exception\[1\] says block, and exception\[0\] says off/,
  );
  assertMistake(
    { exception: [{ host: ["A.example.com."] }, { host: ["a.example.com"], action: "alert" }] },
    /^exception\[1\]\.host "a\.example\.com"/,
  );
  assertMistake(
    { device, exception: [{ device: ["TV"] }, { device: ["02:00:00:00:00:02"], action: "block" }] },
    /^exception\[1\]\.device "02:00:00:00:00:02"/,
  );
  assertFine({
    device,
    exception: [
      { address: ["8.8.8.8"] },
      { address: ["8.8.8.8"], action: "block", device: ["TV"] },
      { address: ["8.8.8.8"], action: "alert", device: ["Phone"] },
      { host: ["*.example.com"] },
      { host: ["example.com"], action: "block" },
    ],
  });
});

test("an exception's IPv4 and the same through NAT64 are one target", () => {
  const through = (action: string) => ({ address: ["64:ff9b::808:808"], action });
  const ipv4 = { address: ["8.8.8.8"] };
  const differ =
    /^exception\[\d\]\.address "64:ff9b::808:808\/128": .* says off of the same, as 8\.8\.8\.8\/32 through NAT64\. Leave one/;
  assertMistake({ exception: [ipv4, through("block")] }, differ);
  assertMistake({ exception: [{ ...ipv4, action: "off" }, through("alert")] }, differ);
  const less =
    /"64:ff9b::808:808\/128": exception\[\d\] says the same already, as 8\.8\.8\.8\/32 through NAT64\. Leave it/;
  assertWarning({ exception: [ipv4, through("off")] }, less);
  assertWarning({ exception: [through("off"), ipv4] }, less);
  assertWarning(
    { exception: [{ address: ["8.8.0.0/16"] }, through("off")] },
    /^exception\[1\]\.address .*8\.8\.0\.0\/16 already, which holds it/,
  );
  assertFine({
    device,
    exception: [
      { address: ["64:ff9b::/96"] },
      ipv4,
      { ...through("block"), device: ["TV"] },
      { address: ["9.0.0.0/8"] },
      // Without it the second one here would say something else through NAT64.
      { address: ["64:ff9b::9.9.0.0/112"], action: "block" },
      { address: ["9.9.9.9"] },
    ],
  });
});

test("exceptions that overlap", () => {
  assertWarning(
    { exception: [{ address: ["8.8.0.0/16", "8.8.8.8"] }] },
    /^exception\[0\]\.address "8\.8\.8\.8\/32": .*8\.8\.0\.0\/16 already/,
  );
  assertWarning(
    { exception: [{ host: ["*.example.com"] }, { host: ["*.a.example.com"] }] },
    /^exception\[1\]\.host/,
  );
  assertWarning({ exception: [{ host: ["a.example.com", "a.example.com"] }] }, /stands there twice/);
  // Each of these says something that the wider one does not.
  assertFine({
    device,
    exception: [
      { address: ["8.0.0.0/8"] },
      { address: ["8.8.0.0/16"], action: "block" },
      { address: ["8.8.8.8"] },
      { host: ["*.example.com"], expires: "2027-01-01" },
      { host: ["a.example.com"] },
      { host: ["*.example.net"], device: ["TV"] },
      { host: ["a.example.net"] },
    ],
  });
});

test("names that everybody can have", () => {
  for (const host of ["*.co.uk", "com", "*.com"]) {
    assertMistake(
      { exception: [{ host: [host] }] },
      /^exception\[0\]\.host .*public suffix.*\*\.example\.com\.$/,
    );
    assertWarning({ exception: [{ host: [host], action: "block" }] }, /public suffix/);
  }
  assertWarning({ exception: [{ host: ["*.github.io"] }] }, /asks that company/);
  assertFine({
    exception: [{ host: ["github.io", "a.github.io", "*.example.co.uk", "*.lan", "nas"] }],
  });
});

test("what has expired, and what says nothing", () => {
  assertWarning(
    { exception: [{ host: ["a.example"], expires: "2026-11-19" }] },
    /^exception\[0\]\.expires: it expired at 2026-11-20 00:00\./,
  );
  assertWarning(
    { exception: [{ host: ["a.example"], expires: "2026-11-20 12:00", action: "block" }] },
    /with its block/,
  );
  assertFine({
    exception: [
      { host: ["a.example"], expires: "2026-11-20" },
      { host: ["b.example"], expires: "2026-11-20 12:01" },
    ],
  });
  assertMistake(
    { exception: [{ action: "block" }] },
    /^exception\[0\]: it says of nothing what to do\. Give address, host or device\.$/,
  );
});

test("forms", () => {
  const of = (exception: object) => remarksOn({ exception: [exception] }).mistakes;
  assert.match(of({ address: ["0.0.0.0/0"] })[0], /every address/);
  assert.match(of({ address: ["8.8.8"] })[0], /neither an address nor a prefix/);
  assert.match(of({ host: ["a.*.example"] })[0], /whole first label/);
  assert.match(of({ host: ["müller.example"] })[0], /xn--/);
  assert.match(of({ host: ["x".repeat(254)] })[0], /too long/);
  for (const expires of ["2026-02-30", "tomorrow", "2026-11-20 24:00", "2026-1-1"])
    assert.match(of({ host: ["a.example"], expires })[0], /no date/);
  for (const hours of [
    "22-06",
    "22:00-22:00",
    "24:00-01:00",
    "22:60-23:00",
    "mo 01:00-02:00",
    "mon- 01:00-02:00",
  ])
    assert.equal(remarksOn({ country: [{ codes: ["CN"], hours: [hours] }] }).mistakes.length, 1, hours);
  assert.match(remarksOn({ bordertap: { timezone: "Europe/Berlim" } }).mistakes[0], /no such time zone/);
  assert.match(remarksOn({ country: [{ codes: ["CN"], device: ["TV"] }] }).mistakes[0], /no device section/);
});

test("a router that is refused as a new device", () => {
  const of = (router_output: boolean, new_devices: string) => ({ bordertap: { router_output, new_devices } });
  assertWarning(
    of(true, "block"),
    /^bordertap\.new_devices "?block"?: with router_output .* its DNS, NTP .* Set router_output to 0, or new_devices/,
  );
  for (const [routerOutput, newDevices] of [
    [false, "block"],
    [true, "alert"],
    [true, "off"],
  ] as const)
    assertFine(of(routerOutput, newDevices));
});

test("more than fits", () => {
  const address = Array.from({ length: 500 }, (_, k) => `8.0.${k >> 8}.${k & 255}`);
  const host = Array.from({ length: 500 }, (_, k) => `${k}.example`);
  assertFine({ exception: [{ address, host }] });
  assertMistake({ exception: [{ address, host: [...host, "one.more.example"] }] }, /^exception 1001: .*1000/);
  const macs = Array.from({ length: 16 }, (_, k) => `02:00:00:00:01:${k.toString(16).padStart(2, "0")}`);
  const rules = (count: number) =>
    macs.slice(0, count).map((mac, k) => ({ codes: ["CN"], action: k % 2 ? "off" : "block", device: [mac] }));
  assertFine({ country: rules(15) });
  assertMistake({ country: rules(16) }, /^device \["02:00:00:00:01:0f"\]: .*in 17 ways, and there are 16\./);
});
