import assert from "node:assert/strict";
import test from "node:test";
import { Gathering } from "../../../host/tap/gathering.ts";

const BLOCKS = 20;

/** After so many blocks in so many milliseconds. */
function afterBlocks(walked: number, elapsedMs: number, isFull = true, blocks = BLOCKS): number {
  const startMs = 5000;
  return new Gathering(startMs).after({ walked, isFull, blocks }, startMs + elapsedMs);
}

test("an eighth of the ring gathers", () => {
  assert.equal(afterBlocks(1, 4), 10);
  assert.equal(afterBlocks(5, 10), 5);
  // At that speed it is full in four milliseconds.
  assert.equal(afterBlocks(5, 1), 0);
});

test("no longer than the fastest frames need to fill the ring, however slow they were", () => {
  assert.equal(afterBlocks(1, 50), 20);
  assert.equal(afterBlocks(1, 50, true, 4), 4);
});

test("nothing is waited for where blocks come because their time is over, or none has come", () => {
  assert.equal(afterBlocks(1, 60, false), 0);
  assert.equal(afterBlocks(0, 4), 0);
});

test("a turn that finds nothing is no start of the next blocks' time", () => {
  const gathering = new Gathering(0);
  assert.equal(gathering.after({ walked: 0, isFull: false, blocks: BLOCKS }, 3), 0);
  assert.equal(gathering.after({ walked: 1, isFull: true, blocks: BLOCKS }, 4), 10);
});
