import assert from "node:assert/strict";
import test from "node:test";
import { Broadcast } from "../../../host/daemon/broadcast.ts";
import type { ObservedEvent } from "../../../host/observed.ts";

const DEVICE: ObservedEvent = { kind: "device", device: "02:00:00:00:00:01", time: "2026-01-01T00:00:00Z" };
const COUNTERS: ObservedEvent = {
  kind: "counters",
  counters: { time: "2026-01-01T00:00:00Z", frames: 1, bytes: 60, countries: [] },
};

test("each listener hears the kinds that it wants, until it leaves", () => {
  const broadcast = new Broadcast();
  const [all, some]: string[][] = [[], []];
  const leave = broadcast.subscribe(({ kind }) => all.push(kind));
  broadcast.subscribe(({ kind }) => some.push(kind), ["device"]);
  broadcast.tell(COUNTERS);
  broadcast.tell(DEVICE);
  leave();
  broadcast.tell(DEVICE);
  assert.deepEqual(all, ["counters", "device"]);
  assert.deepEqual(some, ["device", "device"]);
});

test("counters are gathered only for those that want them", () => {
  const broadcast = new Broadcast();
  broadcast.subscribe(() => {}, ["device", "flow"]);
  assert.equal(broadcast.hasListeners("counters"), false);
  assert.equal(broadcast.hasListeners("flow"), true);
  const leave = broadcast.subscribe(() => {});
  assert.equal(broadcast.hasListeners("counters"), true);
  leave();
  assert.equal(broadcast.hasListeners("counters"), false);
});
