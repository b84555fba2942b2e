import assert from "node:assert/strict";
import test from "node:test";
import { ALERTS_MAX } from "../../../host/observed.ts";
import { AlertBook } from "../../../host/report/alert-book.ts";
import type { FlowReport } from "../../../host/report/flows.ts";

const HOUR = 3600n * 1_000_000_000n;
const TIME = "2026-11-20T12:00:00.000000000Z";

function flow(device: string | undefined, country: string | null): FlowReport {
  const counters = { packetsUp: 0, packetsDown: 0, bytesUp: 0, bytesDown: 0 };
  return {
    device,
    local: "192.168.1.9",
    remote: "203.0.113.1",
    country,
    names: [],
    ...counters,
    verdict: "accept",
  };
}

test("a device's first flow to a country raises an alert, the next ones of a day do not", () => {
  const book = new AlertBook();
  assert.equal(book.consider(flow("a", "CN"), 0n, TIME)?.number, 1);
  assert.equal(book.consider(flow("a", "CN"), HOUR, TIME), undefined);
  assert.equal(book.consider(flow("a", "CN"), 24n * HOUR - 1n, TIME), undefined);
  assert.equal(book.consider(flow("a", "CN"), 24n * HOUR, TIME)?.number, 2);
});

test("another device or another country is another alert", () => {
  const book = new AlertBook();
  for (const [device, country] of [
    ["a", "CN"],
    ["b", "CN"],
    ["a", "RU"],
  ])
    assert.ok(book.consider(flow(device, country), 0n, TIME));
  assert.deepEqual(
    book.alerts.map(({ device, country }) => `${device} ${country}`),
    ["a RU", "b CN", "a CN"],
  );
});

test("where the table of devices was full, the address raises it", () => {
  const book = new AlertBook();
  assert.equal(book.consider(flow(undefined, "CN"), 0n, TIME)?.device, "192.168.1.9");
  assert.equal(book.consider(flow(undefined, "CN"), HOUR, TIME), undefined);
});

test("a flow to no country raises none", () => {
  const book = new AlertBook();
  assert.equal(book.consider(flow("a", null), 0n, TIME), undefined);
});

test("the newest are kept, and all are counted", () => {
  const book = new AlertBook();
  for (let device = 0; device < ALERTS_MAX + 5; device++) book.consider(flow(String(device), "CN"), 0n, TIME);
  assert.equal(book.alerts.length, ALERTS_MAX);
  assert.equal(book.alerts[0].number, ALERTS_MAX + 5);
  assert.equal(book.raised, ALERTS_MAX + 5);
});

test("a flood of devices cannot fill the memory of who was quiet", () => {
  const book = new AlertBook();
  book.consider(flow("first", "CN"), 0n, TIME);
  for (let device = 0; device < 16_384; device++) book.consider(flow(String(device), "CN"), 1n, TIME);
  assert.ok(book.consider(flow("first", "CN"), 2n, TIME), "the one that was quiet longest may alert again");
});
