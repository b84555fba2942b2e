import assert from "node:assert/strict";
import test from "node:test";
import { BpfProgram } from "../../../host/capture/bpf.ts";
import { BLOCK_SIZE, PacketRing } from "../../../host/ffi/packet-ring.ts";
import { Poll } from "../../../host/ffi/socket.ts";
import { waitFor } from "../../lab/wait.ts";
import { asRoot } from "../helper/namespace.ts";
import { layCable } from "./helper/cable.ts";

const BLOCKS = 6;
const SIZE = 1500;

test("a ring is a third full when a third of its blocks wait to be taken", asRoot, async (context) => {
  const { near, far } = await layCable(context);
  const ring = new PacketRing({
    interfaceName: near.name,
    interfaceIndex: near.index,
    ringSize: BLOCKS * BLOCK_SIZE,
    filter: new BpfProgram().take(262_144).encode(),
    promiscuous: false,
  });
  context.after(() => ring.close());
  const poll = new Poll([ring.descriptor]);
  assert.equal(ring.isThirdFull, false);
  // One block and a little of the next, which the kernel hands over when its time is over.
  for (let sent = 0; sent < BLOCK_SIZE; sent += SIZE) far.send(new Uint8Array(SIZE));
  await waitFor(
    () => {
      poll.wait(10);
      return ring.isThirdFull || undefined;
    },
    () => "two blocks of six",
  );
  for (let taken = 0; taken < 2; taken++) {
    assert.ok(ring.next());
    ring.release();
    assert.equal(ring.isThirdFull, false);
  }
  assert.equal(ring.next(), undefined);
});
