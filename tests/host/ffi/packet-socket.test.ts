import assert from "node:assert/strict";
import test from "node:test";
import { BpfProgram } from "../../../host/capture/bpf.ts";
import { PacketSocket } from "../../../host/ffi/packet-socket.ts";
import { Poll } from "../../../host/ffi/socket.ts";
import { asRoot, ip, json } from "../helper/namespace.ts";
import { layCable, plugIn } from "./helper/cable.ts";

const SIZE = 100;
const TARGET = new Uint8Array(2048);

/** Takes frames whose first octet is `marker`, whole. */
const MARKED = (marker: number) =>
  new BpfProgram().loadByte(0).ifEqual(marker, "take").take(0).label("take").take(262_144).encode();

function frameOf(first: number, second: number, size = SIZE): Uint8Array {
  const octets = new Uint8Array(size);
  octets.set([first, second]);
  return octets;
}

/** The second octets of all that waits. */
function heard(socket: PacketSocket): number[] {
  const seconds: number[] = [];
  while (socket.receive(TARGET) !== undefined) seconds.push(TARGET[1]);
  return seconds;
}

test(
  "frames come whole, one by one, in both directions, those alone that the filter takes",
  asRoot,
  async (context) => {
    const { near, far } = await layCable(context);
    const socket = new PacketSocket(near.name, near.index, MARKED(2));
    context.after(() => socket.close());
    const poll = new Poll([socket.descriptor]);
    poll.wait(0);
    assert.equal(poll.isReady(0), false);
    far.send(frameOf(2, 1));
    far.send(frameOf(4, 2));
    near.send(frameOf(2, 3, 1500));
    poll.wait(0);
    assert.equal(poll.isReady(0), true);
    assert.deepEqual([socket.receive(TARGET), TARGET[1]], [SIZE, 1]);
    assert.deepEqual([socket.receive(TARGET), TARGET[1]], [1500, 3]);
    assert.equal(socket.receive(TARGET), undefined);
  },
);

test("a frame is cut to its target, and the rest of it does not come as another", asRoot, async (context) => {
  const { near, far } = await layCable(context);
  const socket = new PacketSocket(near.name, near.index, MARKED(2));
  context.after(() => socket.close());
  far.send(frameOf(2, 1));
  far.send(frameOf(2, 2));
  assert.equal(socket.receive(TARGET.subarray(0, 10)), 10);
  assert.deepEqual(heard(socket), [2]);
});

test("another interface's frames are not heard", asRoot, async (context) => {
  const { near, far } = await layCable(context);
  ip("link add other type bridge\nlink set other up");
  const [{ ifindex: index }] = json<{ ifindex: number }>("ip", "-j", "link", "show", "other");
  const socket = new PacketSocket(far.name, far.index, MARKED(2));
  context.after(() => socket.close());
  near.send(frameOf(2, 1));
  assert.deepEqual(heard(socket), [1]);
  const elsewhere = new PacketSocket("other", index, MARKED(2));
  context.after(() => elsewhere.close());
  near.send(frameOf(2, 2));
  assert.deepEqual(heard(elsewhere), []);
});

test(
  "an interface that goes down says so once, and is heard again when it is up",
  asRoot,
  async (context) => {
    const { near, far } = await layCable(context);
    const socket = new PacketSocket(near.name, near.index, MARKED(2));
    context.after(() => socket.close());
    const poll = new Poll([socket.descriptor]);
    ip("link set near down");
    poll.wait(0);
    assert.equal(poll.hasError(0), true);
    assert.equal(socket.takeError(), "ENETDOWN");
    assert.equal(socket.takeError(), undefined);
    poll.wait(0);
    assert.equal(poll.hasError(0), false);
    // Who does not ask is told by the next receive, once.
    await plugIn();
    ip("link set near down");
    assert.equal(socket.receive(TARGET), undefined);
    await plugIn();
    far.send(frameOf(2, 7));
    assert.deepEqual(heard(socket), [7]);
  },
);

test(
  "an interface that is not there is refused, with its name, and nothing stays open",
  asRoot,
  async (context) => {
    const { near } = await layCable(context);
    const before = new PacketSocket(near.name, near.index, MARKED(2));
    before.close();
    const gone = () => new PacketSocket("gone", 99, MARKED(2));
    assert.throws(gone, { code: "ENODEV", message: /AF_PACKET on gone/ });
    const after = new PacketSocket(near.name, near.index, MARKED(2));
    context.after(() => after.close());
    assert.equal(after.descriptor, before.descriptor);
  },
);

test("closed, its number is nobody's", asRoot, async (context) => {
  const { near } = await layCable(context);
  const socket = new PacketSocket(near.name, near.index, MARKED(2));
  const { descriptor } = socket;
  socket.close();
  const other = new PacketSocket(near.name, near.index, MARKED(2));
  context.after(() => other.close());
  assert.equal(other.descriptor, descriptor);
  socket.close();
  assert.equal(other.receive(TARGET), undefined);
});
