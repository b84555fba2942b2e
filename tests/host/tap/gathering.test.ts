import assert from "node:assert/strict";
import test from "node:test";
import { BLOCK_SIZE } from "../../../host/ffi/packet-ring.ts";
import { Gathering, NO_PAUSE, type Pause } from "../../../host/tap/gathering.ts";

const BLOCKS = 20;

/** After so many blocks in so many milliseconds, behind others. */
function afterBlocks(walked: number, elapsedMs: number, isFull = true, blocks = BLOCKS): Pause {
  const gathering = new Gathering(0);
  const startMs = 5000;
  assert.equal(gathering.after({ walked: 1, isFull: true, blocks }, false, startMs), NO_PAUSE);
  return gathering.after({ walked, isFull, blocks }, false, startMs + elapsedMs);
}

test("half of the ring gathers where the rest lasts for 40 ms", () => {
  assert.deepEqual(afterBlocks(1, 4), { wholeMs: 40, sliceMs: 20 });
  assert.deepEqual(afterBlocks(10, 35), { wholeMs: 30, sliceMs: 15 });
});

test("less where it does not, an eighth at least", () => {
  assert.deepEqual(afterBlocks(1, 3), { wholeMs: 20, sliceMs: 20 });
  assert.deepEqual(afterBlocks(2, 5), { wholeMs: 10, sliceMs: 10 });
  assert.deepEqual(afterBlocks(5, 10), { wholeMs: 5, sliceMs: 5 });
  assert.deepEqual(afterBlocks(5, 5), { wholeMs: 2, sliceMs: 2 });
  // At that speed it is full in four milliseconds.
  assert.equal(afterBlocks(5, 1).wholeMs, 0);
});

test("40 ms at most, and the ring is looked at meanwhile", () => {
  assert.deepEqual(afterBlocks(1, 50), { wholeMs: 40, sliceMs: 20 });
  assert.deepEqual(afterBlocks(1, 50, true, 4), { wholeMs: 40, sliceMs: 4 });
  assert.deepEqual(afterBlocks(1, 50, true, 16), { wholeMs: 40, sliceMs: 14 });
  assert.deepEqual(afterBlocks(1, 5, true, 128), { wholeMs: 40, sliceMs: 40 });
});

test("behind a look that finds less than a third full no ring overflows at 350 MB/s, however slow it was before", () => {
  const blocksPerMs = 350_000 / BLOCK_SIZE;
  for (let blocks = 4; blocks <= 128; blocks++)
    for (const eachMs of [3, 4, 8, 50]) {
      const { sliceMs } = afterBlocks(1, eachMs, true, blocks);
      // One less than a third is handed over, and the next one is all but full.
      const filled = Math.floor(blocks / 3) + sliceMs * blocksPerMs;
      assert.ok(filled <= blocks + 0.1, `${filled} of ${blocks} blocks`);
    }
});

test("nothing is waited for where blocks come because their time is over, or none has come", () => {
  assert.equal(afterBlocks(1, 60, false), NO_PAUSE);
  assert.equal(afterBlocks(0, 4), NO_PAUSE);
});

test("a turn that finds nothing is no start of the next blocks' time", () => {
  const gathering = new Gathering(0);
  gathering.after({ walked: 1, isFull: true, blocks: BLOCKS }, false, 0);
  assert.equal(gathering.after({ walked: 0, isFull: false, blocks: BLOCKS }, false, 2), NO_PAUSE);
  assert.equal(gathering.after({ walked: 1, isFull: true, blocks: BLOCKS }, false, 3).wholeMs, 20);
});

test("blocks of turns that left some count: frames came as fast as they were walked", () => {
  const gathering = new Gathering(0);
  gathering.after({ walked: 1, isFull: true, blocks: BLOCKS }, false, 0);
  for (const nowMs of [12, 13])
    assert.equal(gathering.after({ walked: 8, isFull: true, blocks: BLOCKS }, true, nowMs), NO_PAUSE);
  assert.equal(gathering.after({ walked: 1, isFull: true, blocks: BLOCKS }, false, 17).wholeMs, 2);
});

test("after a pause it is not known how fast frames come", () => {
  const gathering = new Gathering(0);
  assert.equal(gathering.after({ walked: 1, isFull: true, blocks: BLOCKS }, false, 1000), NO_PAUSE);
  assert.equal(gathering.after({ walked: 1, isFull: true, blocks: BLOCKS }, false, 1002).wholeMs, 5);
  assert.equal(gathering.after({ walked: 1, isFull: false, blocks: BLOCKS }, false, 1062), NO_PAUSE);
  assert.equal(gathering.after({ walked: 1, isFull: true, blocks: BLOCKS }, false, 2000), NO_PAUSE);
});
