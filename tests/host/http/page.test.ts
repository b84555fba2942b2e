// The status page, as a browser without script gets it.

import assert from "node:assert/strict";
import test from "node:test";
import { statusPage } from "../../../host/http/page/status-page.ts";
import { STYLESHEET } from "../../../host/http/page/stylesheet.ts";
import { countryReport, deviceReport, FULL_STATUS, HOSTILE, Scripted } from "./helper/scripted.ts";
import { served } from "./helper/served.ts";

/** What a text browser shows, roughly: without tags, with the characters that entities stand for. */
function textOf(page: string): string {
  return page
    .replace(/<style[^>]*>.*?<\/style>|<svg.*?<\/svg>/gs, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ");
}

test("it tells who talks to which country, how well that is known, and whose data it is", async () => {
  const text = textOf(await statusPage(new Scripted()));
  for (const part of [
    "China CN 500 B 148 B attempted 1.00 kB 1",
    "China 500 B China 148 B attempted",
    "600 B 222 B attempted",
    "Attempted 14 packets, 1.04 kB",
    "(at home) 100 B",
    "02:00:00:00:00:01",
    "(dhcp)",
    "a.example (sni, ECH)",
    "113.96.12.80, port 443",
    "China (CN/SG)",
    "devices beyond the table",
    "br-lan: capturing",
    "7 packets were lost on br-lan.",
    "Bytes on br-lan are a lower bound",
    "The tap saw 50 %",
    "The kernel does not say that its clock is right",
    "3 flows left a full table",
    "1 d 2 h",
    "IP Geolocation by DB-IP (CC BY 4.0) https://db-ip.com",
  ])
    assert.ok(text.includes(part), part);
});

test("what others wrote is shown and does nothing", async () => {
  const page = await statusPage(new Scripted());
  assert.ok(!/<script|javascript:|\son\w+=|\sstyle=|<style/i.test(page));
  for (const code of [0x1b, 0x202e]) assert.ok(!page.includes(String.fromCodePoint(code)));
  assert.ok(textOf(page).includes('<script>alert("1")</script>'));
  assert.ok(HOSTILE.includes("<script>"));
});

test("tags are closed in order, and everything it links to is there", async (t) => {
  const { address } = await served(t);
  const response = await fetch(address);
  assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  const page = await response.text();
  assert.equal(page, await (await fetch(`${address}/status`)).text());
  const open: string[] = [];
  for (const [, slash, name, rest] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)>/g)) {
    if (["meta", "link", "br"].includes(name) || rest.endsWith("/")) continue;
    if (slash === "") open.push(name);
    else assert.equal(open.pop(), name);
  }
  assert.deepEqual(open, []);
  const links = [...page.matchAll(/(?:href)="([^"]+)"/g)].map(([, link]) => link);
  assert.ok(links.length >= 3);
  for (const link of links) {
    assert.ok(link.startsWith("/"), link);
    const linked = await fetch(address + link);
    assert.equal(linked.status, 200, link);
    const body = await linked.text();
    if (!link.endsWith(".css")) continue;
    assert.equal(body, STYLESHEET);
    assert.match(linked.headers.get("cache-control") ?? "", /immutable/);
  }
});

test("nothing yet, and far too much", async () => {
  const observed = new Scripted();
  observed.statusReport = { ...FULL_STATUS, interfaces: [], workers: [] };
  observed.countryReports = [];
  observed.deviceReports = [];
  observed.flowReports = [];
  const empty = textOf(await statusPage(observed));
  for (const part of ["No traffic yet.", "No device yet.", "None."]) assert.ok(empty.includes(part), part);
  const codes = Array.from({ length: 200 }, (_, k) =>
    String.fromCharCode(65 + (k % 26), 65 + Math.floor(k / 26)),
  );
  observed.countryReports = codes.map((code, k) => countryReport(code, 1000 - k));
  observed.deviceReports = Array.from({ length: 10_000 }, (_, k) =>
    deviceReport(k, [countryReport("CN", k)]),
  );
  const page = await statusPage(observed);
  assert.ok(page.length < 100_000, String(page.length));
  assert.ok(textOf(page).includes("And 9,970 more"));
  assert.ok(textOf(page).includes("And 170 more"));
});
