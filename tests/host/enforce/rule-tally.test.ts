// What the rules have counted since the start, whatever becomes of their table.

import assert from "node:assert/strict";
import test from "node:test";
import { RuleTally } from "../../../host/enforce/rule-tally.ts";
import { done, failure } from "../netlink/helper/answers.ts";
import { FakeChannel } from "../netlink/helper/channel.ts";
import { counterMessage } from "../netlink/helper/counter.ts";

const EPERM = 1;

/** What the kernel has of each counter; undefined: no table. */
type Counters = readonly [asked: bigint, refused: bigint, unjudged: bigint] | undefined;

/** A kernel whose counters are those of `now`; a packet has 100 octets. */
class Kernel {
  now: Counters;
  isRefusing = false;

  constructor(now: Counters) {
    this.now = now;
  }
  readonly open = (): FakeChannel =>
    new FakeChannel((sequence) => {
      if (this.isRefusing) return [failure(sequence, EPERM)];
      const found = ["asked", "refused", "unjudged"].flatMap((name, k) =>
        this.now ? [counterMessage(name, this.now[k], 100n * this.now[k], { sequence })] : [],
      );
      return [...found, done(sequence)];
    });
}

function packets(tally: RuleTally): number[] {
  const { asked, refused, unjudged } = tally.read();
  for (const { packets, bytes } of [asked, refused, unjudged]) assert.equal(bytes, 100 * packets);
  return [asked.packets, refused.packets, unjudged.packets];
}

test("what an earlier run has counted is not ours", () => {
  const kernel = new Kernel([10n, 20n, 30n]);
  const tally = new RuleTally(kernel.open);
  assert.deepEqual(packets(tally), [0, 0, 0]);
  kernel.now = [11n, 22n, 33n];
  assert.deepEqual(packets(tally), [1, 2, 3]);
  assert.deepEqual(packets(tally), [1, 2, 3]);
});

test("without a table at the start all that it counts is ours", () => {
  const kernel = new Kernel(undefined);
  const tally = new RuleTally(kernel.open);
  assert.deepEqual(packets(tally), [0, 0, 0]);
  kernel.now = [1n, 2n, 3n];
  assert.deepEqual(packets(tally), [1, 2, 3]);
});

test("a table that goes and comes back begins anew, and nothing is lost but what came after it was read last", () => {
  const kernel = new Kernel([5n, 5n, 5n]);
  const tally = new RuleTally(kernel.open);
  kernel.now = [15n, 25n, 5n];
  assert.deepEqual(packets(tally), [10, 20, 0]);
  kernel.now = undefined;
  assert.deepEqual(packets(tally), [10, 20, 0]);
  kernel.now = [0n, 3n, 1n];
  assert.deepEqual(packets(tally), [10, 23, 1]);
  // And once more, unseen in between.
  kernel.now = [0n, 2n, 0n];
  assert.deepEqual(packets(tally), [10, 25, 1]);
});

test("a table of an earlier run that goes before it was read once takes nothing with it", () => {
  const kernel = new Kernel([10n, 20n, 30n]);
  const tally = new RuleTally(kernel.open);
  kernel.now = [1n, 2n, 3n];
  assert.deepEqual(packets(tally), [1, 2, 3]);
});

test("where the kernel does not answer, what was read last stands", () => {
  const kernel = new Kernel([0n, 0n, 0n]);
  const tally = new RuleTally(kernel.open);
  kernel.now = [4n, 5n, 6n];
  assert.deepEqual(packets(tally), [4, 5, 6]);
  kernel.isRefusing = true;
  assert.deepEqual(packets(tally), [4, 5, 6]);
  kernel.isRefusing = false;
  kernel.now = [7n, 7n, 7n];
  assert.deepEqual(packets(tally), [7, 7, 7]);
});
