import assert from "node:assert/strict";
import test from "node:test";
import { CAPTURED_MAX } from "../../../assembly/abi.ts";
import { joined } from "../helper/octets.ts";
import { etherUdp, rawUdp } from "../helper/packets.ts";
import { PcapngBlocks } from "../helper/pcapng-file.ts";
import { portsOf, readCapture, readInPieces } from "../helper/reader.ts";

const RAW = 101;
const little = new PcapngBlocks();
const big = new PcapngBlocks(false);
const START = joined(little.section(), little.interface());
/** 2014-05-13T16:53:20Z, in seconds. */
const SECONDS = 1_400_000_000n;

/** A file of one little-endian section with one Ethernet interface. */
function file(...blocks: Uint8Array[]): Uint8Array {
  return joined(START, ...blocks);
}

function timeOf(resolution: number | undefined, ticks: bigint, offset?: bigint): string | undefined {
  const description = little.interface({ resolution, offset });
  const content = joined(little.section(), description, little.enhanced(etherUdp(1), { ticks }));
  return readCapture(content).frames[0].time;
}

test("enhanced packets in both byte orders", () => {
  for (const blocks of [little, big]) {
    const packet = blocks.enhanced(etherUdp(5), { ticks: SECONDS * 1_000_000n + 123456n, length: 1500 });
    const reading = readCapture(joined(blocks.section(), blocks.interface(), packet));
    const [{ time, length, captured }] = reading.frames;
    assert.deepEqual([time, length, captured], ["2014-05-13T16:53:20.123456000Z", 1500, 42]);
    assert.deepEqual(portsOf(reading), [5]);
    assert.deepEqual(reading.damage, []);
  }
});

test("several sections of both byte orders, each with its own interfaces", () => {
  const content = joined(
    little.section(),
    little.interface({ linkType: RAW }),
    little.interface(),
    little.enhanced(etherUdp(1), { interface: 1 }),
    little.enhanced(rawUdp(2)),
    big.section(),
    big.interface(),
    big.enhanced(etherUdp(3)),
    little.section(),
    little.interface({ linkType: RAW }),
    little.enhanced(rawUdp(4)),
  );
  const reading = readCapture(content);
  assert.deepEqual(portsOf(reading), [1, 2, 3, 4]);
  assert.deepEqual(reading.linkTypes, [RAW, 1, 1, RAW]);
  assert.deepEqual(
    reading.frames.map(({ frame }) => frame),
    [1, 2, 3, 4],
  );
});

test("an interface described between packets, and one without a packet", () => {
  const content = file(
    little.enhanced(etherUdp(1)),
    little.interface({ linkType: RAW }),
    little.enhanced(rawUdp(2), { interface: 1 }),
    little.interface({ linkType: 127 }),
  );
  const reading = readCapture(content);
  assert.deepEqual(portsOf(reading), [1, 2]);
  assert.deepEqual(reading.linkTypes, [1, RAW, 127]);
});

test("resolutions of a power of ten, finer ones cut", () => {
  for (let digits = 0; digits <= 12; digits++) {
    // 1970: no u64 counts picoseconds up to 2014.
    const ticks = 10n ** BigInt(digits) + (10n ** BigInt(digits) * 987654321987n) / 10n ** 12n;
    const fraction = "987654321".slice(0, Math.min(digits, 9)).padEnd(9, "0");
    assert.equal(timeOf(digits, ticks), `1970-01-01T00:00:01.${fraction}Z`, `10^-${digits}`);
  }
  assert.equal(timeOf(undefined, SECONDS * 1_000_000n + 1n), "2014-05-13T16:53:20.000001000Z");
});

test("resolutions of a power of two", () => {
  assert.equal(timeOf(0x80, SECONDS), "2014-05-13T16:53:20.000000000Z");
  assert.equal(timeOf(0x81, SECONDS * 2n + 1n), "2014-05-13T16:53:20.500000000Z");
  assert.equal(timeOf(0x8a, SECONDS * 1024n + 1n), "2014-05-13T16:53:20.000976562Z");
  assert.equal(timeOf(0xa0, (SECONDS << 32n) + 1n), "2014-05-13T16:53:20.000000000Z");
  assert.equal(timeOf(0xa0, (SECONDS << 32n) + 0xffffffffn), "2014-05-13T16:53:20.999999999Z");
});

test("offsets of whole seconds, forwards and back", () => {
  assert.equal(timeOf(9, 5n, SECONDS), "2014-05-13T16:53:20.000000005Z");
  assert.equal(timeOf(6, (SECONDS + 60n) * 1_000_000n, -60n), "2014-05-13T16:53:20.000000000Z");
});

test("a time that no u64 of nanoseconds holds is absent, and the frame is there", () => {
  assert.equal(timeOf(0, 1n << 63n), undefined);
  assert.equal(timeOf(6, 5n, -SECONDS), undefined);
  assert.equal(timeOf(127, (1n << 64n) - 1n), "1970-01-01T00:00:00.000000000Z");
});

test("simple packets have no time, and the first interface's link type and limit", () => {
  const content = joined(
    little.section(),
    little.interface({ linkType: RAW, snaplen: 24 }),
    little.interface(),
    little.simple(rawUdp(6).subarray(0, 24), 1500),
  );
  const { frames, damage } = readCapture(content);
  assert.deepEqual(damage, []);
  const [{ time, length, captured, outcome, sourcePort }] = frames;
  assert.deepEqual([time, length, captured, outcome, sourcePort], [undefined, 1500, 24, "TRUNCATED", 6]);
});

test("simple packets: padding is not captured", () => {
  const odd = Uint8Array.from([...etherUdp(1), 0xaa]);
  const [{ captured, length }] = readCapture(file(little.simple(odd))).frames;
  assert.deepEqual([captured, length], [43, 43]);
});

test("obsolete packets", () => {
  const content = joined(
    big.section(),
    big.interface({ linkType: RAW }),
    big.interface(),
    big.obsolete(etherUdp(8), { interface: 1, ticks: SECONDS * 1_000_000n }),
  );
  const reading = readCapture(content);
  assert.deepEqual(portsOf(reading), [8]);
  assert.equal(reading.frames[0].time, "2014-05-13T16:53:20.000000000Z");
});

test("other blocks are passed over, known or not", () => {
  const other = [4, 5, 9, 10, 0xbad, 0x40000bad, 0x80000001, 0x12345678];
  const content = file(
    ...other.flatMap((type, k) => [
      little.block(type, new Uint8Array(k * 4)),
      little.enhanced(etherUdp(k + 1)),
    ]),
  );
  const reading = readCapture(content);
  assert.deepEqual(portsOf(reading), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(reading.damage, []);
});

test("a block longer than the buffer is passed over; as a packet it is damage", () => {
  const size = 3 << 20;
  const pieces = [
    START,
    little.block(0xbad, new Uint8Array(16)),
    header(0x0000000a, size),
    new Uint8Array(size - 12),
    u32(size),
    little.enhanced(etherUdp(1)),
    header(6, size),
    new Uint8Array(size - 12),
    u32(size),
    little.enhanced(etherUdp(2)),
  ];
  const offset = pieces.slice(0, 6).reduce((sum, piece) => sum + piece.length, 0);
  const reading = readCapture(Buffer.concat(pieces));
  assert.deepEqual(portsOf(reading), [1, 2]);
  assert.deepEqual(reading.damage, [{ offset, reason: `block of ${size} octets, more than 1048576` }]);
});

test("a section header longer than the buffer still starts a section", () => {
  const size = 2 << 20;
  const body = little.body().u32(0x1a2b3c4d).u16(1).u16(0).u64(-1n).toBytes();
  const content = Buffer.concat([
    START,
    header(0x0a0d0d0a, size),
    body,
    new Uint8Array(size - 12 - body.length),
    u32(size),
    little.interface({ linkType: RAW }),
    little.enhanced(rawUdp(3)),
  ]);
  assert.deepEqual(portsOf(readCapture(content)), [3]);
});

test("the last block cut at every length: everything before it, and the damage", () => {
  const before = file(little.enhanced(etherUdp(1)));
  const last = little.enhanced(etherUdp(2));
  for (let left = 0; left < last.length; left++) {
    const reading = readCapture(joined(before, last.subarray(0, left)));
    assert.deepEqual(portsOf(reading), [1], `cut after ${left}`);
    const reason =
      left < 8
        ? `block header cut after ${left} of 8 octets`
        : `block cut after ${left} of ${last.length} octets`;
    assert.deepEqual(
      reading.damage,
      left === 0 ? [] : [{ offset: before.length, reason }],
      `cut after ${left}`,
    );
  }
});

test("a first section header that is cut or lies is no capture", () => {
  const section = little.section();
  for (let size = 0; size < section.length; size++)
    assert.throws(() => readCapture(section.subarray(0, size)), { code: "CAPTURE_FORMAT" }, `${size} octets`);
  const lies: [number, number][] = [
    [4, 24],
    [4, 29],
    [8, 0x12345678],
    [12, 2],
  ];
  for (const [at, value] of lies) {
    const wrong = section.slice();
    new DataView(wrong.buffer).setUint32(at, value, true);
    assert.throws(() => readCapture(wrong), { code: "CAPTURE_FORMAT" }, `${value} at ${at}`);
  }
});

test("a packet that lies is damage, and the next one is read", () => {
  const good = little.enhanced(etherUdp(2));
  const lies: [Uint8Array, RegExp][] = [
    [little.enhanced(etherUdp(1), { captured: 45 }), /claims 45 captured octets, its block holds 44/],
    [little.enhanced(etherUdp(1), { captured: 0xffffffff }), /claims 4294967295 captured octets/],
    [little.enhanced(etherUdp(1), { interface: 1 }), /interface 1/],
    [little.enhanced(etherUdp(1), { interface: 0xffffffff }), /interface 4294967295/],
    [little.block(6, new Uint8Array(16)), /packet block of 16 octets/],
    [little.block(3, new Uint8Array(0)), /simple packet block of 0 octets/],
    [little.block(2, new Uint8Array(16)), /packet block of 16 octets/],
    [little.enhanced(new Uint8Array(CAPTURED_MAX + 1)), /more than 262144/],
  ];
  for (const [lying, reason] of lies) {
    const reading = readCapture(file(lying, good));
    assert.deepEqual(portsOf(reading), [2], String(reason));
    assert.equal(reading.damage.length, 1);
    assert.equal(reading.damage[0].offset, START.length);
    assert.match(reading.damage[0].reason, reason);
  }
});

test("more captured than on the wire: malformed", () => {
  const [frame] = readCapture(file(little.enhanced(etherUdp(1), { length: 41 }))).frames;
  assert.deepEqual(
    [frame.outcome, frame.source, frame.captured, frame.length],
    ["MALFORMED", undefined, 42, 41],
  );
});

test("a damaged interface keeps its number, so that packets are not taken for another's", () => {
  const overlong = little.body().u16(2).u16(200).raw([1, 2, 3, 4]).toBytes();
  const content = joined(
    little.section(),
    little.interface({ linkType: RAW, rest: overlong }),
    little.interface(),
    little.enhanced(etherUdp(1), { interface: 1 }),
    little.block(1, new Uint8Array(4)),
    little.interface({ linkType: RAW }),
    little.enhanced(rawUdp(2), { interface: 3 }),
    little.enhanced(rawUdp(3), { interface: 2 }),
  );
  const reading = readCapture(content);
  assert.deepEqual(portsOf(reading), [1, 2]);
  assert.equal(reading.damage.length, 3);
});

test("a packet before any interface", () => {
  const reading = readCapture(
    joined(little.section(), little.enhanced(etherUdp(1)), little.simple(etherUdp(2))),
  );
  assert.deepEqual(reading.frames, []);
  assert.equal(reading.damage.length, 2);
});

test("endless damage is named a thousand times and once more", () => {
  const wrong = little.enhanced(etherUdp(1), { interface: 9 });
  const reading = readCapture(
    file(...Array.from({ length: 1200 }, () => wrong), little.enhanced(etherUdp(2))),
  );
  assert.deepEqual(portsOf(reading), [2]);
  assert.equal(reading.damage.length, 1001);
  assert.match(reading.damage[1000].reason, /and more/);
});

test("the longest packets, and more than one batch of them", () => {
  const long = new Uint8Array(CAPTURED_MAX);
  const packets = Array.from({ length: 9 }, (_, k) => {
    long.set(etherUdp(k + 1));
    return little.enhanced(long.slice());
  });
  const content = Buffer.concat([START, ...packets]);
  const ports = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  assert.deepEqual(portsOf(readCapture(content)), ports);
  assert.deepEqual(portsOf(readInPieces(content, 65537)), ports);
});

test("tiny pieces make no difference", () => {
  const content = file(
    little.simple(etherUdp(1)),
    big.section(),
    big.interface({ linkType: RAW }),
    big.obsolete(rawUdp(2)),
    big.enhanced(rawUdp(3)).subarray(0, 30),
  );
  const whole = readCapture(content);
  assert.deepEqual(portsOf(whole), [1, 2]);
  for (const size of [1, 2, 3, 7, 13, 64])
    assert.deepEqual(readInPieces(content, size), whole, `pieces of ${size}`);
});

function header(type: number, length: number): Uint8Array {
  return little.body().u32(type).u32(length).toBytes();
}

function u32(value: number): Uint8Array {
  return little.body().u32(value).toBytes();
}
