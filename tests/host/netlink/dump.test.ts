import assert from "node:assert/strict";
import test from "node:test";
import { drain } from "../../../host/netlink/drain.ts";
import { Dump } from "../../../host/netlink/dump.ts";
import { Dumper } from "../../../host/netlink/dumper.ts";
import { NetlinkFormatError } from "../../../host/netlink/format-error.ts";
import { KernelError } from "../../../host/netlink/kernel-error.ts";
import { messages } from "../../../host/netlink/message.ts";
import { joined } from "../helper/octets.ts";
import { FakeChannel } from "./helper/channel.ts";
import { message, u8, u32 } from "./helper/message.ts";

const WANTED = { type: 18, payload: u8(0, 0, 0, 0) };
const PART = 16;
const ERROR = 2;
const DONE = 3;
const INTERRUPTED = 0x10;

const part = (sequence: number, value: number, flags = 2) =>
  message({ type: PART, flags, sequence }, u32(value));
const done = (sequence: number, errno = 0, flags = 2) =>
  message({ type: DONE, flags, sequence }, u32(-errno >>> 0));
const refusal = (sequence: number, errno: number) =>
  message({ type: ERROR, sequence }, u32(-errno >>> 0), new Uint8Array(16));

function dumperOf(...answers: ConstructorParameters<typeof FakeChannel>): {
  dumper: Dumper;
  opened: FakeChannel[];
} {
  const opened: FakeChannel[] = [];
  const dumper = new Dumper(() => {
    const channel = new FakeChannel(...answers.splice(0, opened.length === 0 ? 1 : answers.length));
    opened.push(channel);
    return channel;
  });
  return { dumper, opened };
}

test("parts in several datagrams up to the end, nobody else's answers", () => {
  const channel = new FakeChannel((sequence) => [
    joined(part(sequence, 1), part(sequence + 1, 9), part(sequence, 2)),
    joined(part(sequence, 3), done(sequence)),
  ]);
  const values: number[] = [];
  const dump = new Dump(channel, WANTED, 7);
  assert.equal(
    dump.take(10, ({ view, start }) => values.push(view.getUint32(start, true))),
    "done",
  );
  assert.deepEqual(values, [1, 2, 3]);
  const [asked] = [...messages(channel.sent[0])];
  assert.deepEqual([asked.type, asked.flags, asked.sequence], [18, 0x301, 7]);
});

test("a dump in pieces: at most as many datagrams as wanted, the rest later", () => {
  const channel = new FakeChannel((sequence) => [1, 2, 3].map((value) => part(sequence, value)));
  const values: number[] = [];
  const dump = new Dump(channel, WANTED, 1);
  const take = (max: number) => dump.take(max, ({ view, start }) => values.push(view.getUint32(start, true)));
  assert.equal(take(2), "pending");
  assert.deepEqual(values, [1, 2]);
  assert.equal(take(2), "pending");
  channel.tell(done(1));
  assert.equal(take(2), "done");
  assert.deepEqual(values, [1, 2, 3]);
});

test("a change meanwhile, said by a part or by the end", () => {
  for (const flags of [
    [INTERRUPTED, 0],
    [0, INTERRUPTED],
  ]) {
    const channel = new FakeChannel((sequence) => [part(sequence, 1, flags[0]), done(sequence, 0, flags[1])]);
    assert.equal(
      new Dump(channel, WANTED, 1).take(10, () => {}),
      "interrupted",
    );
  }
});

test("a refusal, before the first part and after the last", () => {
  for (const answer of [
    (sequence: number) => [refusal(sequence, 1)],
    (sequence: number) => [part(sequence, 1), done(sequence, 1)],
  ]) {
    const { dumper, opened } = dumperOf(answer);
    assert.throws(
      () => dumper.dump(WANTED, () => {}),
      (error) => error instanceof KernelError && error.errno === 1,
    );
    assert.ok(opened[0].closed);
  }
});

test("lost parts, unreadable ones, a dump without an end: the next one has a channel of its own", () => {
  const broken: ((sequence: number) => (Uint8Array | "overrun")[])[] = [
    (sequence) => [part(sequence, 1), "overrun", done(sequence)],
    (sequence) => [part(sequence, 1).subarray(0, 18)],
    (sequence) => [part(sequence, 1)],
    (sequence) => [message({ type: DONE, sequence }, u8(0))],
  ];
  for (const answer of broken) {
    const { dumper, opened } = dumperOf(
      answer,
      (sequence) => [done(sequence)],
      (sequence) => [done(sequence)],
    );
    assert.throws(() => dumper.dump(WANTED, () => {}), NetlinkFormatError);
    assert.ok(opened[0].closed);
    assert.equal(
      dumper.dump(WANTED, () => {}),
      "whole",
    );
    assert.equal(
      dumper.dump(WANTED, () => {}),
      "whole",
    );
    assert.equal(opened.length, 2);
  }
});

test("events: those that wait, and what was lost among them", () => {
  const channel = new FakeChannel();
  channel.tell(part(0, 1), "overrun", u8(1, 2), joined(part(0, 2), part(0, 3)), part(0, 4), part(0, 5));
  const values: number[] = [];
  const take = (max: number) =>
    drain(channel, max, ({ view, start }) => values.push(view.getUint32(start, true)));
  assert.deepEqual(take(5), { overruns: 1, unreadable: 1, emptied: false });
  assert.deepEqual(values, [1, 2, 3, 4]);
  assert.deepEqual(take(5), { overruns: 0, unreadable: 0, emptied: true });
  assert.deepEqual(values, [1, 2, 3, 4, 5]);
});

test("a table without measure is cut, and the next dump has a channel of its own", () => {
  const { dumper, opened } = dumperOf(
    (sequence) => Array.from({ length: 1000 }, (_, k) => part(sequence, k)),
    (sequence) => [part(sequence, 7), done(sequence)],
  );
  let count = 0;
  const dump = () => dumper.dump(WANTED, () => count++);
  assert.equal(dump(), "cut");
  assert.ok(count < 1000 && opened[0].closed);
  count = 0;
  assert.equal(dump(), "whole");
  assert.equal(count, 1);
});
