import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { DatagramSlots } from "../../../host/ffi/datagram-slots.ts";
import { checked } from "../../../host/ffi/errno.ts";
import { libc } from "../../../host/ffi/koffi.ts";
import { NETLINK_ROUTE, NetlinkSocket } from "../../../host/ffi/netlink.ts";
import { closeDescriptor } from "../../../host/ffi/socket.ts";
import { asRoot, enterNamespace, ip } from "../helper/namespace.ts";

const IS_LINUX = process.platform === "linux";
const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const RTNLGRP_LINK = 1;

const SLOT_SIZE = 64;
const SLOTS = 4;
const UNTOUCHED = 0xee;

/** Sends datagrams to a descriptor that they can be taken from. */
function channel(context: TestContext) {
  const pair = new Int32Array(2);
  const socketpair = libc<(family: number, type: number, protocol: number, pair: Int32Array) => number>(
    "int socketpair(int family, int type, int protocol, _Out_ int *pair)",
  );
  checked("socketpair", socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
  const [from, to] = pair;
  const write = libc<(descriptor: number, octets: Uint8Array, size: number) => number>(
    "intptr_t write(int descriptor, const void *octets, size_t size)",
  );
  context.after(() => {
    closeDescriptor(from);
    closeDescriptor(to);
  });
  return { descriptor: to, send: (octets: Uint8Array) => write(from, octets, octets.length) };
}

function slotsOf(context: TestContext) {
  // As wasm's memory of fixed size: it never moves, and there is more of it behind the slots.
  const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const memory = new Uint8Array(buffer);
  memory.fill(UNTOUCHED);
  const slots = new DatagramSlots(memory, SLOT_SIZE, SLOTS);
  context.after(() => slots.close());
  return { slots, memory, slot: (k: number) => memory.subarray(k * SLOT_SIZE, (k + 1) * SLOT_SIZE) };
}

function datagram(size: number, value: number): Uint8Array {
  return new Uint8Array(size).fill(value);
}

test("each to a slot of its own, in order, from the first on; what does not fit waits", {
  skip: !IS_LINUX,
}, (context) => {
  const { descriptor, send } = channel(context);
  const { slots, slot, memory } = slotsOf(context);
  assert.equal(slots.receive(descriptor), 0);
  for (let k = 0; k < SLOTS + 2; k++) send(datagram(10 + k, k));
  assert.equal(slots.receive(descriptor), SLOTS);
  for (let k = 0; k < SLOTS; k++) {
    assert.deepEqual(slot(k).subarray(0, 10 + k), datagram(10 + k, k));
    assert.deepEqual(slot(k).subarray(10 + k), datagram(SLOT_SIZE - 10 - k, UNTOUCHED));
  }
  assert.equal(slots.receive(descriptor), 2);
  assert.deepEqual([slot(0)[0], slot(1)[0], slot(2)[0]], [SLOTS, SLOTS + 1, 2]);
  assert.equal(slots.receive(descriptor), 0);
  assert.ok(memory.subarray(SLOTS * SLOT_SIZE).every((octet) => octet === UNTOUCHED));
});

test("one that is longer than a slot is cut, and the next slot is the next one's", {
  skip: !IS_LINUX,
}, (context) => {
  const { descriptor, send } = channel(context);
  const { slots, slot, memory } = slotsOf(context);
  send(datagram(SLOT_SIZE + 20, 1));
  send(datagram(5, 2));
  assert.equal(slots.receive(descriptor), 2);
  assert.deepEqual(slot(0), datagram(SLOT_SIZE, 1));
  assert.deepEqual([...slot(1).subarray(0, 6)], [2, 2, 2, 2, 2, UNTOUCHED]);
  for (let k = 0; k < SLOTS; k++) send(datagram(SLOT_SIZE + 20, 3));
  assert.equal(slots.receive(descriptor), SLOTS);
  assert.ok(memory.subarray(SLOTS * SLOT_SIZE).every((octet) => octet === UNTOUCHED));
});

test("slots are used again, whatever the datagrams before had", { skip: !IS_LINUX }, (context) => {
  const { descriptor, send } = channel(context);
  const { slots, slot } = slotsOf(context);
  for (let round = 0; round < 100; round++) {
    const size = 1 + (round % SLOT_SIZE);
    send(datagram(size, round));
    assert.equal(slots.receive(descriptor), 1);
    assert.deepEqual(slot(0).subarray(0, size), datagram(size, round));
  }
});

test("what the kernel could not keep is told, and what it kept comes after it", asRoot, (context) => {
  enterNamespace();
  const { slots } = slotsOf(context);
  const socket = new NetlinkSocket("links", NETLINK_ROUTE, [RTNLGRP_LINK]);
  context.after(() => socket.close());
  socket.keep(2304);
  for (let k = 0; k < 20; k++) ip(`link add bridge${k} type bridge`);
  const outcomes = [];
  let outcome = slots.receive(socket.descriptor);
  for (; outcome !== 0; outcome = slots.receive(socket.descriptor)) outcomes.push(outcome);
  assert.equal(outcomes.filter((one) => one === "overrun").length, 1);
  assert.ok(outcomes.some((one) => typeof one === "number" && one > 0));
});

test("a descriptor that is none is an error", { skip: !IS_LINUX }, (context) => {
  const { slots } = slotsOf(context);
  assert.throws(() => slots.receive(-1), { code: "EBADF", message: /recvmmsg/ });
  slots.close();
  slots.close();
});
