import assert from "node:assert/strict";
import test from "node:test";
import { queueDrops } from "../../../host/local/queue-drops.ts";

/** As Linux 6.1 writes it. */
const TEXT = `    0   4711     3 2 15872     7     2     1234  1
    1   4711     0 2 15872     0     0        0  1
`;

test("what never came, by queue: for lack of room there, and on the way to its listener", () => {
  assert.deepEqual(
    [...queueDrops(TEXT)],
    [
      [0, 9],
      [1, 0],
    ],
  );
});

test("where there is no queue there are no drops", () => {
  assert.equal(queueDrops("").size, 0);
  assert.equal(queueDrops("\n1 2 3\n").size, 0);
});
