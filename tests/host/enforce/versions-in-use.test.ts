import assert from "node:assert/strict";
import test from "node:test";
import type { SweepChannels } from "../../../host/enforce/sweep.ts";
import { versionsInUse } from "../../../host/enforce/versions-in-use.ts";
import { SystemError } from "../../../host/ffi/errno.ts";
import { done } from "../netlink/helper/answers.ts";
import { FakeChannel } from "../netlink/helper/channel.ts";
import { flowMessage } from "../netlink/helper/flow.ts";
import { MARKS } from "./helper/enforcement.ts";

const DUMPS_MAX = 4;

type Answer = Uint8Array | "overrun";

/** A dump each; what ends flows must not be asked. */
function kernel(...dumps: readonly (readonly Answer[])[]) {
  const asked: FakeChannel[] = [];
  const channels: SweepChannels = {
    dump: () => {
      const answer = dumps[Math.min(asked.length, dumps.length - 1)];
      const channel = new FakeChannel(() => [...answer]);
      asked.push(channel);
      return channel;
    },
    end: () => new FakeChannel(() => assert.fail("a flow is ended")),
  };
  return { channels, asked };
}

/** A flow that a version has judged, between addresses that are nobody's. */
function flow(version: number, verdict: "accept" | "wait" | "block"): Uint8Array {
  return flowMessage({ mark: (MARKS.marks(version)[verdict] | 0x00ab_cdef) >>> 0, sequence: 1 });
}

test("each version that a flow bears, whatever it says of it; other bits and other flows say nothing", async () => {
  const flows = [flow(3, "accept"), flow(63, "block"), flow(3, "wait"), flow(7, "wait")];
  const { channels, asked } = kernel([...flows, flowMessage({ mark: 0xffff, sequence: 1 }), done(1)]);
  const versions = await versionsInUse(MARKS, channels);
  assert.deepEqual(
    [...versions].filter((version) => version !== 0).sort((one, other) => one - other),
    [3, 7, 63],
  );
  assert.equal(asked.length, 1);
  assert.ok(asked[0].closed);
});

test("a dump that comes in pieces is waited for, without keeping others from their turn", async () => {
  const { channels, asked } = kernel([flow(1, "accept")]);
  const reading = versionsInUse(MARKS, channels);
  setImmediate(() => asked[0].tell(flow(2, "accept"), done(1)));
  assert.deepEqual([...(await reading)].sort(), [1, 2]);
});

test("a dump that loses parts is asked for again, some times, and all that was seen counts", async () => {
  const cut: Answer[] = [flow(4, "accept"), "overrun"];
  const second = kernel(cut, [flow(5, "accept"), done(1)]);
  assert.deepEqual([...(await versionsInUse(MARKS, second.channels))], [4, 5]);
  assert.equal(second.asked.length, 2);
  const never = kernel(cut);
  assert.deepEqual([...(await versionsInUse(MARKS, never.channels))], [4]);
  assert.equal(never.asked.length, DUMPS_MAX);
});

test("without conntrack no flow has a mark; a mistake of this program's is told", async () => {
  const refused = (error: Error): SweepChannels => ({
    dump: () => {
      throw error;
    },
    end: () => new FakeChannel(),
  });
  assert.deepEqual(
    [...(await versionsInUse(MARKS, refused(new SystemError("socket", "EPROTONOSUPPORT"))))],
    [],
  );
  await assert.rejects(versionsInUse(MARKS, refused(new TypeError("no function"))), TypeError);
});
