import assert from "node:assert/strict";
import test from "node:test";
import { registrableDomains } from "../../../host/names/registrable.ts";
import { Random } from "../helper/random.ts";

const registrable = await registrableDomains();

test("hosts are grouped under the domain that somebody registered", () => {
  const groups: [string, string][] = [
    ["a.b.example.co.uk", "example.co.uk"],
    ["example.co.uk", "example.co.uk"],
    ["www.example.com", "example.com"],
    ["www.city.kawasaki.jp", "city.kawasaki.jp"], // an exception of the list
    ["a.b.www.ck", "www.ck"],
    ["a.b.c.ck", "b.c.ck"], // a wildcard
    ["www.xn--55qx5d.cn", "www.xn--55qx5d.cn"],
    ["a.www.xn--55qx5d.cn", "www.xn--55qx5d.cn"],
  ];
  for (const [host, group] of groups) assert.equal(registrable(host), group);
});

test("a company's customers are not the company", () => {
  assert.equal(registrable("www.a.github.io"), "a.github.io");
  assert.equal(registrable("a.github.io"), "a.github.io");
  assert.equal(registrable("bucket.s3.amazonaws.com"), "bucket.s3.amazonaws.com");
});

test("a domain that no list knows has its last two labels", () => {
  assert.equal(registrable("nas.attic.home.lan"), "home.lan");
  assert.equal(registrable("tv.local"), "tv.local");
});

test("what nobody registered is a group of its own", () => {
  const alone = [
    "192.0.2.1",
    "2001:db8::1",
    "[::ffff:192.0.2.1]",
    "localhost",
    "router",
    "co.uk",
    "github.io",
    "",
  ];
  for (const host of [...alone, ".", "..", "a..b", ".b"]) assert.equal(registrable(host), host);
});

test("escaped octets are part of a label", () => {
  assert.equal(registrable("a\\032b.c\\046d.example.co.uk"), "example.co.uk");
  assert.equal(registrable("www.\\228\\184\\173.cn"), "\\228\\184\\173.cn");
});

test("whatever the host, its group is its end", () => {
  const random = new Random(1);
  const pieces = [
    "a",
    "co",
    "uk",
    "com",
    "github",
    "io",
    ".",
    ".",
    ".",
    "-",
    "\\000",
    ":",
    "1",
    "[",
    "]",
    "/",
    "@",
  ];
  for (let round = 0; round < 10_000; round++) {
    const host = Array.from({ length: random.below(12) }, () => random.pick(pieces))
      .join("")
      .replace(/\.+$/, "");
    const group = registrable(host);
    assert.ok(host.endsWith(group) && (group !== "" || host === ""), `${host}: ${group}`);
  }
});
