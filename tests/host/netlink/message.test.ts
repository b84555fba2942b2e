import assert from "node:assert/strict";
import test from "node:test";
import { Attributes } from "../../../host/netlink/attributes.ts";
import { NetlinkFormatError } from "../../../host/netlink/format-error.ts";
import { type Message, messages, request } from "../../../host/netlink/message.ts";
import { joined } from "../helper/octets.ts";
import { withstandsHostility } from "./helper/hostile.ts";
import { attribute, message, text, u8, u16, u32, u64be } from "./helper/message.ts";

function payload({ view, start, end }: Message): number[] {
  return [...new Uint8Array(view.buffer, view.byteOffset + start, end - start)];
}

function attributesOf(...parts: Uint8Array[]): Attributes {
  const octets = joined(...parts);
  return new Attributes(new DataView(octets.buffer), 0, octets.length);
}

test("several messages in one datagram, each padded", () => {
  const datagram = joined(
    message({ type: 16, flags: 2, sequence: 7 }, u8(1, 2, 3)),
    message({ type: 3, sequence: 8 }),
  );
  // What is read lies somewhere in a larger buffer.
  const octets = joined(u8(9, 9, 9, 9), datagram).subarray(4);
  const read = [...messages(octets)];
  assert.deepEqual(
    read.map(({ type, flags, sequence }) => [type, flags, sequence]),
    [
      [16, 2, 7],
      [3, 0, 8],
    ],
  );
  assert.deepEqual(read.map(payload), [[1, 2, 3], []]);
});

test("a request as the kernel reads it", () => {
  const [read] = [...messages(request(18, 0x300, 5, u8(1, 2, 3)))];
  assert.deepEqual([read.type, read.flags, read.sequence, ...payload(read)], [18, 0x301, 5, 1, 2, 3]);
});

test("a message that ends beyond its datagram, or within its own header", () => {
  const whole = message({ type: 1 }, u8(1));
  for (const length of [0, 15, 21, 0xffff_ffff]) {
    const octets = whole.slice();
    new DataView(octets.buffer).setUint32(0, length, true);
    assert.throws(() => [...messages(octets)], NetlinkFormatError, String(length));
  }
});

test("attributes: types without their flag bits, values in both byte orders, texts up to their NUL", () => {
  const attributes = attributesOf(
    attribute(0x8001, attribute(2, u16(0x1234))),
    attribute(0x4003, u64be(0x0102030405060708n)),
    attribute(4, text("br-lan"), u8(0x41)),
    attribute(5, u8(0xff, 0x41)),
    attribute(6, u8(0x64, 0xb4, 0x73, 0x20, 0x14, 0x08)),
  );
  const values: unknown[] = [];
  while (attributes.next()) {
    const { type } = attributes;
    if (type === 1) {
      const inner = attributes.nested();
      assert.ok(inner.next());
      values.push(inner.u16(), inner.u16be(), inner.next());
    } else if (type === 3)
      values.push(attributes.count(), attributes.u32be(), attributes.u8(), attributes.size);
    else if (type === 6) values.push(attributes.ether());
    else values.push(attributes.text());
  }
  assert.deepEqual(values, [
    0x1234,
    0x3412,
    false,
    0x01020304 * 2 ** 32 + 0x05060708,
    0x01020304,
    1,
    8,
    "br-lan",
    "\ufffdA",
    0x64b473201408n,
  ]);
});

test("an attribute shorter than what is read of it", () => {
  const readers: [number, (attributes: Attributes) => unknown][] = [
    [1, (attributes) => attributes.u8()],
    [2, (attributes) => attributes.u16()],
    [2, (attributes) => attributes.u16be()],
    [4, (attributes) => attributes.u32()],
    [4, (attributes) => attributes.u32be()],
    [8, (attributes) => attributes.count()],
    [16, (attributes) => attributes.address()],
  ];
  for (const [size, read] of readers)
    for (let given = 0; given <= size; given++) {
      // An IPv4 address is one as well. What follows must not be read in the place of what is missing.
      const attributes = attributesOf(attribute(1, new Uint8Array(given)), u32(0xffff_ffff), u32(0), u32(0));
      attributes.next();
      const isWhole = given === size || (size === 16 && given === 4);
      if (isWhole) assert.doesNotThrow(() => read(attributes));
      else assert.throws(() => read(attributes), NetlinkFormatError);
    }
});

test("lengths that contradict each other, and octets at random", () => {
  const whole = message(
    { type: 1 },
    attribute(1, attribute(2, u32(1)), attribute(3, u32(2))),
    attribute(4, text("a")),
  );
  withstandsHostility(whole, ({ view, start, end }) => {
    const attributes = new Attributes(view, start, end);
    let steps = 0;
    while (attributes.next()) {
      const inner = attributes.nested();
      while (inner.next()) inner.u32();
      assert.ok(++steps < 100);
    }
  });
});
