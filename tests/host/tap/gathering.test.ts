import assert from "node:assert/strict";
import test from "node:test";
import { Gathering } from "../../../host/tap/gathering.ts";

const BLOCKS = 20;

/** After so many blocks in so many milliseconds, behind others. */
function afterBlocks(walked: number, elapsedMs: number, isFull = true, blocks = BLOCKS): number {
  const gathering = new Gathering(0);
  const startMs = 5000;
  assert.equal(gathering.after({ walked: 1, isFull: true, blocks }, false, startMs), 0);
  return gathering.after({ walked, isFull, blocks }, false, startMs + elapsedMs);
}

test("an eighth of the ring gathers", () => {
  assert.equal(afterBlocks(1, 3), 7);
  assert.equal(afterBlocks(5, 10), 5);
  // At that speed it is full in four milliseconds.
  assert.equal(afterBlocks(5, 1), 0);
});

test("no longer than the fastest frames need to fill the ring, however slow they were", () => {
  assert.equal(afterBlocks(1, 50), 10);
  assert.equal(afterBlocks(1, 50, true, 4), 2);
});

test("nothing is waited for where blocks come because their time is over, or none has come", () => {
  assert.equal(afterBlocks(1, 60, false), 0);
  assert.equal(afterBlocks(0, 4), 0);
});

test("a turn that finds nothing is no start of the next blocks' time", () => {
  const gathering = new Gathering(0);
  gathering.after({ walked: 1, isFull: true, blocks: BLOCKS }, false, 0);
  assert.equal(gathering.after({ walked: 0, isFull: false, blocks: BLOCKS }, false, 2), 0);
  assert.equal(gathering.after({ walked: 1, isFull: true, blocks: BLOCKS }, false, 3), 7);
});

test("blocks of turns that left some count: frames came as fast as they were walked", () => {
  const gathering = new Gathering(0);
  gathering.after({ walked: 1, isFull: true, blocks: BLOCKS }, false, 0);
  for (const nowMs of [12, 13])
    assert.equal(gathering.after({ walked: 8, isFull: true, blocks: BLOCKS }, true, nowMs), 0);
  assert.equal(gathering.after({ walked: 1, isFull: true, blocks: BLOCKS }, false, 17), 2);
});

test("after a pause it is not known how fast frames come", () => {
  const gathering = new Gathering(0);
  assert.equal(gathering.after({ walked: 1, isFull: true, blocks: BLOCKS }, false, 1000), 0);
  assert.equal(gathering.after({ walked: 1, isFull: true, blocks: BLOCKS }, false, 1002), 5);
  assert.equal(gathering.after({ walked: 1, isFull: false, blocks: BLOCKS }, false, 1062), 0);
  assert.equal(gathering.after({ walked: 1, isFull: true, blocks: BLOCKS }, false, 2000), 0);
});
