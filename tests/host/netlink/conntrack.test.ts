import assert from "node:assert/strict";
import test from "node:test";
import { formatAddress } from "../../../host/address.ts";
import { ConntrackReader, type Tuple } from "../../../host/netlink/conntrack.ts";
import { NetlinkFormatError } from "../../../host/netlink/format-error.ts";
import { messages } from "../../../host/netlink/message.ts";
import { joined } from "../helper/octets.ts";
import { flowMessage, type MadeUpFlow } from "./helper/flow.ts";
import { withstandsHostility } from "./helper/hostile.ts";
import { attribute, message, u8, u32be } from "./helper/message.ts";

function read(flow: MadeUpFlow): ConntrackReader {
  const reader = new ConntrackReader();
  for (const one of messages(flowMessage(flow))) assert.ok(reader.read(one));
  return reader;
}

function shown({ source, destination, protocol, sourcePort, destinationPort }: Tuple): string {
  return `${protocol} ${formatAddress(source)}#${sourcePort} ${formatAddress(destination)}#${destinationPort}`;
}

test("both directions of a flow behind NAT, and its counters", () => {
  const flow = read({ counters: [3, 2 ** 40 + 5, 4, 2 ** 33] });
  assert.equal(shown(flow.original), "17 192.168.1.7#4000 198.51.100.9#443");
  assert.equal(shown(flow.reply), "17 198.51.100.9#443 203.0.113.2#4000");
  assert.deepEqual(
    [flow.packetsOriginal, flow.bytesOriginal, flow.packetsReply, flow.bytesReply],
    [3, 2 ** 40 + 5, 4, 2 ** 33],
  );
  assert.deepEqual([flow.hasCounters, flow.ended, flow.dying], [true, false, false]);
});

test("IPv6; protocols without ports have none, whatever stands there", () => {
  const flow = read({
    protocol: 58,
    from: "2001:db8::7#9",
    to: "2001:db8:1::1#8",
    answers: ["2001:db8:1::1", "2001:db8::7"],
  });
  assert.equal(shown(flow.original), "58 2001:db8::7#0 2001:db8:1::1#0");
});

test("a flow without counters, one that ended, one that is about to", () => {
  const flow = read({ counters: null, ended: true, status: 0x200 });
  assert.deepEqual([flow.hasCounters, flow.ended, flow.dying], [false, true, true]);
  assert.deepEqual([flow.packetsOriginal, flow.bytesReply], [0, 0]);
});

test("offload, in software and in hardware", () => {
  const bits = (status: number) => [read({ status }).offloaded, read({ status }).hardwareOffloaded];
  assert.deepEqual(bits(0x018e), [false, false]);
  assert.deepEqual(bits(0x418e), [true, false]);
  assert.deepEqual(bits(0xc18e), [true, true]);
});

test("the same key for the same flow, another for every other", () => {
  const flows: MadeUpFlow[] = [
    {},
    { id: 2 },
    { zone: 1 },
    { protocol: 6 },
    { from: "192.168.1.7#4001" },
    { from: "192.168.1.8#4000" },
    { to: "198.51.100.9#444" },
    { to: "198.51.100.8#443" },
    { from: "::ffff:192.168.1.7#4000", to: "::ffff:198.51.100.9#443", answers: ["::1", "::2"] },
  ];
  const keys = flows.map((flow) => read(flow).key);
  assert.equal(new Set(keys).size, flows.length);
  assert.deepEqual(
    flows.map((flow) => read({ ...flow, counters: [9, 9, 9, 9], status: 0 }).key),
    keys,
  );
});

test("what one flow leaves out is not the last one's", () => {
  const reader = new ConntrackReader();
  for (const flow of [
    { zone: 5, status: 0xc000 },
    { counters: null, status: 0 },
  ])
    for (const one of messages(flowMessage(flow))) reader.read(one);
  assert.deepEqual([reader.hasCounters, reader.bytesOriginal, reader.offloaded], [false, 0, false]);
  assert.equal(reader.key, read({}).key);
});

test("other subsystems' messages, and other kinds", () => {
  const reader = new ConntrackReader();
  for (const type of [0x101, 0x103, 0x200, 0xa16, 0])
    for (const one of messages(message({ type }, u8(2, 0, 0, 0)))) assert.equal(reader.read(one), false);
});

test("a flow without addresses, with those of two families", () => {
  const ip = (...parts: Uint8Array[]) => attribute(1, attribute(1, ...parts));
  const mixed = ip(attribute(1, u32be(1)), attribute(4, new Uint8Array(16)));
  for (const parts of [[], [ip(attribute(1, u32be(1)))], [mixed]])
    for (const one of messages(message({ type: 0x100 }, u8(2, 0, 0, 0), ...parts)))
      assert.throws(() => new ConntrackReader().read(one), NetlinkFormatError);
});

test("cut anywhere and changed at random, nothing but NetlinkFormatError", () => {
  const reader = new ConntrackReader();
  const readAll = (one: Parameters<typeof reader.read>[0]) =>
    reader.read(one) && [reader.key, shown(reader.original), shown(reader.reply)];
  withstandsHostility(flowMessage({ zone: 3 }), readAll);
  withstandsHostility(
    flowMessage({ from: "fd00::7#1", to: "2001:db8::1#2", answers: ["2001:db8::1", "fd00::7"] }),
    readAll,
  );
});

test("a flow is ended by its addresses, its zone and its number, as the kernel wrote them", () => {
  const flow = flowMessage({ id: 0x01020304, zone: 5 });
  const { type, payload } = read({ id: 0x01020304, zone: 5 }).deletion;
  assert.equal(type, 0x102);
  // struct nfgenmsg as it was told, then what the flow's own message has in the same words.
  assert.deepEqual([...payload.slice(0, 4)], [2, 0, 0, 0]);
  const tuple = flow.slice(20, 20 + new DataView(flow.buffer, 20).getUint16(0, true));
  assert.deepEqual(
    payload.slice(4),
    joined(tuple, attribute(18, u8(0, 5)), attribute(12, u32be(0x01020304))),
  );
  assert.ok(
    !read({})
      .deletion.payload.slice(4 + tuple.length)
      .includes(18),
  );
});

test("marks, and flows without one", () => {
  const reader = new ConntrackReader();
  const marked = message(
    { type: 0x100 },
    u8(2, 0, 0, 0),
    flowMessage({ counters: null }).slice(20),
    attribute(8, u32be(0xff00_0001)),
  );
  for (const one of messages(marked)) reader.read(one);
  assert.equal(reader.mark, 0xff00_0001);
  for (const one of messages(flowMessage({}))) reader.read(one);
  assert.equal(reader.mark, 0);
});
