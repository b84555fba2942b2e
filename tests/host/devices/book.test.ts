import assert from "node:assert/strict";
import test from "node:test";
import { BOOK_DEVICES_MAX, DeviceBook } from "../../../host/devices/book.ts";
import type { Statement } from "../../../host/devices/claim.ts";

const TV = "64:b4:73:20:14:08";

const ALL: Statement[] = [
  { kind: "model", text: "IpBridge/1", source: "ssdp" },
  { kind: "hostName", text: "TV-NBNS", source: "nbns" },
  { kind: "hostName", text: "tv-mdns", source: "mdns" },
  { kind: "instanceName", text: "Living Room TV", source: "mdns" },
  { kind: "hostName", text: "tv-dhcp", source: "dhcp" },
  { kind: "hostName", text: "tv-lease", source: "lease" },
  { kind: "vendorClass", text: "udhcp", source: "dhcp" },
  { kind: "model", text: "X1", source: "mdns" },
];

function bookOf(statements: readonly Statement[], device = TV): DeviceBook {
  const book = new DeviceBook();
  for (const statement of statements) book.add({ device, ...statement });
  return book;
}

test("manual, lease, DHCP, mDNS, NBNS: in this order, whatever came first", () => {
  for (const statements of [ALL, [...ALL].reverse()]) {
    const book = bookOf(statements);
    const claimed = [
      { name: "tv-lease", source: "lease" },
      { name: "tv-dhcp", source: "dhcp" },
      { name: "Living Room TV", source: "mdns" },
      { name: "tv-mdns", source: "mdns" },
      { name: "TV-NBNS", source: "nbns" },
    ];
    assert.deepEqual(book.names(TV), claimed);
    assert.deepEqual(book.nameOf(TV), claimed[0]);
    book.nameManually(TV, "The TV");
    assert.deepEqual(book.names(TV), [{ name: "The TV", source: "manual" }, ...claimed]);
    assert.deepEqual(book.nameOf(TV), { name: "The TV", source: "manual" });
    assert.deepEqual(book.traits(TV), [
      { trait: "model", value: "X1", source: "mdns" },
      { trait: "model", value: "IpBridge/1", source: "ssdp" },
      { trait: "vendorClass", value: "udhcp", source: "dhcp" },
    ]);
  }
});

test("what the owner no longer calls a device, nobody does", () => {
  const book = bookOf(ALL);
  book.nameManually(TV, "The TV");
  book.forgetManualNames();
  assert.deepEqual(book.nameOf(TV), { name: "tv-lease", source: "lease" });
});

test("a later claim of the same source and kind takes the place of the earlier", () => {
  const book = bookOf(ALL);
  for (const { kind, source } of ALL) book.add({ device: TV, kind, source, text: `new ${kind} ${source}` });
  assert.equal(book.names(TV).length, 5);
  assert.ok(book.names(TV).every(({ name, source }) => name.startsWith("new ") && name.endsWith(source)));
  assert.ok(book.traits(TV).every(({ value }) => value.startsWith("new ")));
  assert.equal(book.devicesForgotten, 0);
});

test("a device that nobody names", () => {
  const book = bookOf(ALL);
  assert.deepEqual(book.names("d6:2a:5e:20:14:05", ["192.168.1.7"]), []);
  assert.equal(book.nameOf("d6:2a:5e:20:14:05"), undefined);
  assert.deepEqual(book.traits("d6:2a:5e:20:14:05"), []);
});

test("a manual name by one of its addresses; the device's own name before that", () => {
  const book = bookOf(ALL);
  book.nameManually("192.168.1.7", "by address");
  assert.equal(book.nameOf(TV, ["192.168.1.6", "192.168.1.7"])?.name, "by address");
  assert.equal(book.nameOf(TV, ["192.168.1.6"])?.name, "tv-lease");
  book.nameManually(TV, "by MAC");
  assert.equal(book.nameOf(TV, ["192.168.1.7"])?.name, "by MAC");
});

test("claims by an address do not follow it to another device", () => {
  const book = bookOf(ALL, "192.168.1.7");
  assert.deepEqual(book.names(TV, ["192.168.1.7"]), []);
});

test("a kind that a source does not give is not kept", () => {
  const book = bookOf([{ kind: "vendorClass", text: "x", source: "nbns" }]);
  assert.deepEqual(book.traits(TV), []);
});

test("beyond its bounds the longest silent device is forgotten, manual names never", () => {
  const book = new DeviceBook(3);
  const say = (device: string) =>
    book.add({ device, kind: "hostName", text: `name of ${device}`, source: "dhcp" });
  book.nameManually("a", "The A");
  for (const device of ["a", "b", "c", "a", "d", "e"]) say(device);
  assert.equal(book.devicesForgotten, 2);
  assert.deepEqual(
    ["a", "b", "c", "d", "e"].map((device) => book.nameOf(device)?.name),
    ["The A", undefined, undefined, "name of d", "name of e"],
  );
  assert.equal(book.names("a").length, 2);
});

test("a flood of made-up devices is bounded", () => {
  const book = new DeviceBook();
  for (let device = 0; device < 3 * BOOK_DEVICES_MAX; device++)
    book.add({ device: String(device), kind: "hostName", text: "x", source: "dhcp" });
  assert.equal(book.devicesForgotten, 2 * BOOK_DEVICES_MAX);
  assert.equal(book.nameOf("0"), undefined);
  assert.equal(book.nameOf(String(3 * BOOK_DEVICES_MAX - 1))?.name, "x");
});
