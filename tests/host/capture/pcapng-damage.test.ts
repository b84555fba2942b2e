// Blocks whose lengths lie: each is named once, and the rest of the file is counted.

import assert from "node:assert/strict";
import test from "node:test";
import { BlockReader } from "../../../host/capture/blocks.ts";
import type { InputFile } from "../../../host/platform/files.ts";
import { joined } from "../helper/octets.ts";
import { etherUdp, rawUdp } from "../helper/packets.ts";
import { PcapngBlocks } from "../helper/pcapng-file.ts";
import { runProgram } from "../helper/program.ts";
import { portsOf, type Reading, readCapture, readInPieces, temporaryFile } from "../helper/reader.ts";

const RAW = 101;
const MEBI = 1 << 20;
const UNKNOWN = 0x12345678;
const little = new PcapngBlocks();
const big = new PcapngBlocks(false);
const START = joined(little.section(), little.interface());
const GOOD = [1, 2, 3, 4].map((port) => little.enhanced(etherUdp(port)));

/** Reads a file and from a pipe: the same frames and damage, which only a file's size may explain better. */
function read(...blocks: Uint8Array[]): Reading {
  const content = Buffer.concat([START, ...blocks]);
  const reading = readCapture(content);
  const piped = readInPieces(content, 4093);
  assert.deepEqual([piped.frames, piped.linkTypes], [reading.frames, reading.linkTypes]);
  assert.deepEqual(offsetsOf(piped), offsetsOf(reading));
  return reading;
}

function offsetsOf({ damage }: Reading): number[] {
  return damage.map(({ offset }) => offset);
}

/** A copy of a block with other lengths. */
function lying(
  block: Uint8Array,
  { first, last }: { first?: number; last?: number },
  order = true,
): Uint8Array {
  const copy = block.slice();
  const view = new DataView(copy.buffer);
  if (first !== undefined) view.setUint32(4, first, order);
  if (last !== undefined) view.setUint32(copy.length - 4, last, order);
  return copy;
}

function assertDamage({ damage }: Reading, offset: number, reason: RegExp, message?: string): void {
  assert.deepEqual([damage.length, damage[0]?.offset], [1, offset], message);
  assert.match(damage[0].reason, reason);
}

test("a trailing length that lies: the block is read, its damage named", () => {
  for (const last of [0, 20, 75, 0x7ffffffc, 0xfffffffc]) {
    const packet = read(GOOD[0], lying(GOOD[1], { last }), GOOD[2]);
    assert.deepEqual(portsOf(packet), [1, 2, 3]);
    assertDamage(packet, START.length + GOOD[0].length, new RegExp(`at its start and ${last} at its end`));
    const unknown = read(lying(little.block(UNKNOWN, new Uint8Array(40)), { last }), GOOD[2]);
    assert.deepEqual(portsOf(unknown), [3]);
    assertDamage(unknown, START.length, new RegExp(`52 octets at its start and ${last} at its end$`));
  }
  const atTheEnd = read(GOOD[0], lying(GOOD[1], { last: 8 }));
  assert.deepEqual([portsOf(atTheEnd), atTheEnd.damage.length], [[1, 2], 1]);
});

test("a leading length that lies: the other witnesses are asked, the block is read", () => {
  for (const first of [0, 4, 11, 13, 20, 74, 152, 1000, MEBI, 2 * MEBI, 0x7ffffffc, 0xfffffffc, 0xffffffff]) {
    const packet = read(GOOD[0], lying(GOOD[1], { first }), GOOD[2], GOOD[3]);
    assert.deepEqual(portsOf(packet), [1, 2, 3, 4], `${first}`);
    assertDamage(packet, START.length + GOOD[0].length, new RegExp(`claims .*${first}.*; read as 76$`));
    const last = read(GOOD[0], lying(GOOD[1], { first }));
    assert.deepEqual(portsOf(last).slice(0, 1), [1], `${first}`);
    assert.equal(last.damage.length, 1);
  }
});

test("both lengths of a block lie: packets after it are counted", () => {
  for (const first of [0, 13, 20, 0x7ffffffc, 0xfffffffc])
    for (const block of [GOOD[1], little.simple(etherUdp(2)), little.block(UNKNOWN, new Uint8Array(64))]) {
      const reading = read(GOOD[0], lying(block, { first, last: 3 }), GOOD[2], GOOD[3]);
      const ports = portsOf(reading).filter((port) => port !== 2);
      assert.deepEqual(ports, [1, 3, 4], `${first}`);
      assert.equal(reading.damage.length, 1);
    }
});

test("octets that were overwritten: how many are passed over", () => {
  const hole = new Uint8Array(512);
  const reading = read(GOOD[0], hole, GOOD[1]);
  assert.deepEqual(portsOf(reading), [1, 2]);
  assertDamage(reading, START.length + GOOD[0].length, /impossible length of 0; 512 octets passed over$/);
  const noise = Uint8Array.from({ length: 3 * MEBI }, (_, k) => (k * k * 31 + (k >> 7)) & 0xff);
  const long = read(GOOD[0], noise, GOOD[1], GOOD[2]);
  assert.deepEqual([portsOf(long), long.damage.length], [[1, 2, 3], 1]);
});

test("a new section in the other byte order ends the damage", () => {
  const section = [big.section(), big.interface({ linkType: RAW }), big.enhanced(rawUdp(5))];
  for (const first of [0, 13, 20, 0x7ffffffc, 0xfffffffc])
    for (const block of [GOOD[1], little.block(UNKNOWN, new Uint8Array(64))]) {
      // Over a pipe a block of 2 GB that contains a section is believed: it may contain a capture.
      const reading = readCapture(
        Buffer.concat([START, GOOD[0], lying(block, { first, last: 3 }), ...section]),
      );
      assert.deepEqual(
        portsOf(reading).filter((port) => port !== 2),
        [1, 5],
        `${first}`,
      );
      assert.deepEqual(reading.linkTypes, [1, RAW]);
      assert.equal(reading.damage.length, 1);
    }
});

test("section headers that lie: length, byte order, version", () => {
  const rest = [big.interface({ linkType: RAW }), big.enhanced(rawUdp(5))];
  const section = big.section();
  for (const lengths of [
    { first: 0 },
    { first: 24 },
    { first: 0xfffffffc },
    { last: 0 },
    { first: 0, last: 0 },
  ]) {
    const reading = read(GOOD[0], lying(section, lengths, false), ...rest);
    assert.deepEqual(portsOf(reading), [1, 5], JSON.stringify(lengths));
    assert.equal(reading.damage.length, 1);
    const only = readCapture(joined(lying(section, lengths, false), ...rest));
    assert.deepEqual([portsOf(only), only.damage.length], [[5], 1]);
  }
  for (const [at, value] of [
    [8, 7],
    [13, 2],
  ]) {
    const wrong = section.slice();
    wrong[at] = value;
    const reading = read(GOOD[0], wrong, ...rest, START, GOOD[1]);
    assert.deepEqual(portsOf(reading), [1, 2]);
    assertDamage(reading, START.length + GOOD[0].length, /byte-order magic|version/);
  }
});

test("an interface whose length lies keeps its packets, or at least its number", () => {
  const raw = little.interface({ linkType: RAW, resolution: 9 });
  const packet = little.enhanced(rawUdp(2), { interface: 1, ticks: 1_400_000_000_000_000_001n });
  for (const lengths of [
    { first: 0 },
    { first: 13 },
    { first: 0xfffffffc },
    { last: 0 },
    { first: 0, last: 0 },
  ]) {
    const reading = read(lying(raw, lengths), packet, GOOD[0]);
    assert.deepEqual([portsOf(reading), reading.damage.length], [[2, 1], 1], JSON.stringify(lengths));
    assert.equal(reading.frames[0].time, "2014-05-13T16:53:20.000000001Z");
  }
  const short = lying(little.block(1, new Uint8Array(4)), { first: 4, last: 0 });
  const lost = read(short, packet, GOOD[0]);
  assert.deepEqual(portsOf(lost), [1]);
  assert.match(lost.damage[1].reason, /^packet of interface 1, whose description is damaged$/);
});

test("an interface option that lies: link type, limit and earlier options are kept", () => {
  const rest = little.body().u16(2).u16(200).raw([1, 2, 3, 4]).toBytes();
  const content = joined(
    little.section(),
    little.interface({ linkType: RAW, snaplen: 24, resolution: 9, rest }),
    little.enhanced(rawUdp(1), { ticks: 1_400_000_000_000_001_000n }),
    little.simple(rawUdp(2).subarray(0, 24), 1500),
  );
  const reading = readCapture(content);
  assertDamage(reading, little.section().length, /^interface option 2 claims 200 octets, 4 are left$/);
  assert.deepEqual(portsOf(reading), [1, 2]);
  assert.equal(reading.frames[0].time, "2014-05-13T16:53:20.000001000Z");
  assert.equal(reading.frames[1].captured, 24);
});

test("a block over 1 MiB: its end is checked, and blocks in it are its own", () => {
  const size = 2 * MEBI;
  const head = little.body().u32(UNKNOWN).u32(size).toBytes();
  const inner = joined(START, GOOD[2], GOOD[3]);
  const body = new Uint8Array(size - 12);
  body.set(inner, 4096);
  const end = (value: number) => little.body().u32(value).toBytes();
  const whole = read(GOOD[0], head, body, end(size), GOOD[1]);
  assert.deepEqual([portsOf(whole), whole.damage], [[1, 2], []]);
  for (const next of [GOOD[1], joined(new Uint8Array(64), GOOD[1])]) {
    const wrong = read(GOOD[0], head, body, end(7), next);
    assert.deepEqual(portsOf(wrong), [1, 2]);
    const passed = size + next.length - GOOD[1].length;
    assertDamage(
      wrong,
      START.length + GOOD[0].length,
      new RegExp(`2097152 octets at its start and 7 at its end; ${passed} octets passed over`),
    );
  }
  const tail = new Uint8Array(2 * MEBI);
  const lie = read(
    GOOD[0],
    lying(little.block(UNKNOWN, new Uint8Array(32)), { first: size }),
    GOOD[1],
    GOOD[2],
    tail,
  );
  assert.deepEqual(portsOf(lie), [1, 2, 3]);
  assert.match(lie.damage[0].reason, /claims 2097152 octets; 44 octets passed over/);
});

test("a cut tail is named, though the cut packet carries a capture", () => {
  const inner = joined(START, GOOD[2], GOOD[3]);
  const packet = little.enhanced(joined(inner, new Uint8Array(64)));
  const cut = read(GOOD[0], packet.subarray(0, -20));
  assert.deepEqual(portsOf(cut), [1]);
  assertDamage(cut, START.length + GOOD[0].length, /^block cut after \d+ of \d+ octets$/);
});

test("a capture inside a packet whose length lies is no part of this one", () => {
  const packet = little.enhanced(joined(rawUdp(9), START, GOOD[2], GOOD[3]));
  for (const lengths of [{ first: 0 }, { first: 0, last: 0 }, { last: 0 }, { first: 0xfffffffc }]) {
    const reading = read(GOOD[0], lying(packet, lengths), GOOD[1]);
    assert.equal(reading.frames.length, 3, JSON.stringify(lengths));
    assert.deepEqual(
      portsOf(reading).filter((port) => port === 3 || port === 4),
      [],
    );
  }
});

test("u32s that repeat are no blocks", () => {
  for (const value of [1, 2, 3, 6, 12, 16, 20, 32, 36]) {
    const same = new Uint8Array(new Uint32Array(500).fill(value).buffer);
    const reading = read(lying(little.block(UNKNOWN, same), { first: 0, last: 0 }), GOOD[0]);
    assert.deepEqual(portsOf(reading), [1], `${value}`);
    assert.ok(reading.damage.length <= 2, `${value}`);
  }
});

/** Counts what a reader asks of its input. */
class Counted {
  readonly size = undefined;
  reads = 0;
  #at = 0;
  readonly #content: Uint8Array;

  constructor(content: Uint8Array) {
    this.#content = content;
  }

  read(target: Uint8Array): number {
    this.reads++;
    const size = Math.min(target.length, 65536, this.#content.length - this.#at);
    target.set(this.#content.subarray(this.#at, this.#at + size));
    this.#at += size;
    return size;
  }

  close(): void {}
}

test("hostile files of almost-blocks: linear work", () => {
  const size = 8 * MEBI;
  const start = little.section();
  const almost: [string, number[]][] = [
    ["headers that claim 1 MiB", [6, MEBI]],
    ["headers that claim a little less", [6, MEBI - 4, 1, MEBI - 8]],
    ["headers that claim 4 GB", [6, 0xfffffffc]],
    ["unknown headers that claim 2 MiB", [UNKNOWN, 2 * MEBI]],
    ["good blocks between those that claim 1 MiB", [3, 16, 0, 16, UNKNOWN, MEBI]],
    ["good blocks between packets of much", [3, 16, 0, 16, 6, MEBI, 0, 0, 0, 262144, 0, 0]],
    ["good blocks between packets without a length", [3, 16, 0, 16, 6, 0, 0, 0, 0, 0, 0, 0]],
    ["section headers that claim 1 MiB", [0x0a0d0d0a, MEBI, 0x1a2b3c4d, 1]],
  ];
  for (const [name, words] of almost) {
    const body = Uint32Array.from({ length: size / 4 }, (_, k) => words[k % words.length]);
    const input = new Counted(Buffer.concat([start, new Uint8Array(body.buffer)]));
    const moved = countMoves(() => {
      const blocks = new BlockReader(input as unknown as InputFile, new Uint8Array());
      while (!blocks.ended) blocks.next();
    });
    assert.ok(input.reads <= size / 65536 + 64, `${name}: ${input.reads} reads`);
    assert.ok(moved <= 3 * size, `${name}: ${moved} octets moved`);
  }
});

/** Octets that `work` moves within buffers. */
function countMoves(work: () => void): number {
  const { copyWithin } = Uint8Array.prototype;
  let moved = 0;
  Uint8Array.prototype.copyWithin = function (target, from, to) {
    moved += (to ?? this.length) - from;
    return copyWithin.call(this, target, from, to) as typeof this;
  };
  try {
    work();
  } finally {
    Uint8Array.prototype.copyWithin = copyWithin;
  }
  return moved;
}

test("the program: every damage in the report, the rest counted, 0; the same in tiny pieces", async () => {
  const content = joined(START, GOOD[0], lying(GOOD[1], { first: 0 }), new Uint8Array(512), GOOD[2]);
  const offset = START.length + GOOD[0].length;
  const damage = [{ offset, reason: "block claims an impossible length of 0; 588 octets passed over" }];
  const file = await runProgram(["replay", temporaryFile(content), "--json"]);
  const pieces = Array.from({ length: Math.ceil(content.length / 5) }, (_, k) =>
    content.subarray(k * 5, k * 5 + 5),
  );
  const pipe = await runProgram(["replay", "-", "--json"], pieces);
  for (const { status, stdout } of [file, pipe]) {
    assert.equal(status, 0);
    const { capture } = JSON.parse(stdout);
    assert.deepEqual([capture.frames, capture.damage], [2, damage]);
  }
});
