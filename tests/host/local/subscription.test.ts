import assert from "node:assert/strict";
import test from "node:test";
import { SystemError } from "../../../host/ffi/errno.ts";
import { NETWORK_ENTRIES_MAX, Networks } from "../../../host/local/networks.ts";
import { Subscription } from "../../../host/local/subscription.ts";
import type { Channel } from "../../../host/netlink/channel.ts";
import { Dumper } from "../../../host/netlink/dumper.ts";
import { joined } from "../helper/octets.ts";
import { FakeChannel } from "../netlink/helper/channel.ts";
import { attribute, message, text, u8, u16, u32 } from "../netlink/helper/message.ts";

const INTERRUPTED = 0x10;

function link(index: number, sequence: number, flags = 2): Uint8Array {
  return message(
    { type: 16, flags, sequence },
    u8(0, 0),
    u16(1),
    u32(index),
    u32(0),
    u32(0),
    attribute(3, text(`link${index}`)),
  );
}

const done = (sequence: number) => message({ type: 3, sequence }, u32(0));

type Answer = (sequence: number) => Uint8Array[];

/** Links as asked for; nothing else. */
function whole(...links: Answer[]): Answer[] {
  const nothing: Answer = (sequence) => [done(sequence)];
  return links.flatMap((answer) => [
    (sequence: number) => [...answer(sequence), done(sequence)],
    nothing,
    nothing,
    nothing,
  ]);
}

function networksOf(...opened: (() => Channel)[]): { networks: Networks; events: FakeChannel } {
  const events = new FakeChannel();
  const dumper = new Dumper(() => opened.shift()!());
  return { networks: new Networks(new Subscription(events, dumper)), events };
}

function names(networks: Networks): string[] {
  return networks.state.links.map(({ name }) => name);
}

const event = link(9, 0);

test("an event makes everything be read anew; without one nothing is asked", () => {
  const channel = new FakeChannel(
    ...whole(
      (sequence) => [link(1, sequence)],
      (sequence) => [link(1, sequence), link(2, sequence)],
      (sequence) => [link(1, sequence), link(2, sequence)],
    ),
  );
  const { networks, events } = networksOf(() => channel);
  assert.equal(networks.refresh(), true);
  assert.equal(networks.refresh(), false);
  assert.equal(channel.sent.length, 4);
  events.tell(event, event);
  assert.equal(networks.refresh(), true);
  assert.deepEqual(names(networks), ["link1", "link2"]);
  assert.equal(channel.sent.length, 8);
  events.tell(event);
  assert.equal(networks.refresh(), false);
});

test("events that are lost or cannot be read count, and everything is read anew", () => {
  const channel = new FakeChannel(
    ...whole(
      () => [],
      (sequence) => [link(1, sequence)],
      (sequence) => [link(2, sequence)],
    ),
  );
  const { networks, events } = networksOf(() => channel);
  networks.refresh();
  events.tell("overrun");
  assert.equal(networks.refresh(), true);
  events.tell(u8(1, 2, 3));
  assert.equal(networks.refresh(), true);
  assert.deepEqual(networks.counters, { overruns: 1, unreadable: 1, failures: 0, notKept: 0 });
});

test("what cannot be read now is what it was, and is asked for again", () => {
  const refusing = new FakeChannel(...whole((sequence) => [link(1, sequence)]), (sequence) => [
    message({ type: 2, sequence }, u32(-12 >>> 0), new Uint8Array(16)),
  ]);
  const healthy = new FakeChannel(...whole((sequence) => [link(2, sequence)]));
  const unavailable = () => {
    throw new SystemError("socket rtnetlink", "EMFILE");
  };
  const { networks, events } = networksOf(
    () => refusing,
    unavailable,
    () => healthy,
  );
  networks.refresh();
  events.tell(event);
  assert.equal(networks.refresh(), false);
  assert.equal(networks.refresh(), false);
  assert.deepEqual(names(networks), ["link1"]);
  assert.equal(networks.refresh(), true);
  assert.deepEqual(names(networks), ["link2"]);
  assert.equal(networks.counters.failures, 2);
});

test("what changes while it is read is read again, a few times in a tick", () => {
  const changing: Answer = (sequence) => [link(1, sequence, INTERRUPTED)];
  const once = new FakeChannel(...whole(changing, (sequence) => [link(2, sequence)]));
  const { networks } = networksOf(() => once);
  networks.refresh();
  assert.deepEqual(names(networks), ["link2"]);
  assert.equal(networks.refresh(), false);

  const always = new FakeChannel(...whole(changing, changing, changing, (sequence) => [link(3, sequence)]));
  const restless = networksOf(() => always).networks;
  restless.refresh();
  assert.deepEqual(names(restless), ["link1"]);
  assert.equal(restless.refresh(), true);
  assert.deepEqual(names(restless), ["link3"]);
});

test("more links than are kept, in a dump and in one that is cut", () => {
  const many = (sequence: number, count: number) =>
    Array.from({ length: count }, (_, k) => link(k + 1, sequence));
  const once = new FakeChannel(...whole((sequence) => [joined(...many(sequence, NETWORK_ENTRIES_MAX + 3))]));
  const cut = new FakeChannel((sequence) => many(sequence, 1000));
  const rest = new FakeChannel(...whole(() => []));
  const { networks } = networksOf(() => once);
  networks.refresh();
  assert.equal(networks.counters.notKept, 3);
  assert.equal(networks.state.links.length, NETWORK_ENTRIES_MAX);

  const second = networksOf(
    () => cut,
    () => rest,
  ).networks;
  second.refresh();
  assert.ok(second.state.links.length > 0);
  assert.deepEqual(second.counters, { overruns: 0, unreadable: 0, failures: 0, notKept: 1 });
});
