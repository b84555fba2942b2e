import assert from "node:assert/strict";
import test from "node:test";
import { pageOf } from "../../../host/daemon/flow-page.ts";

function ranking(...keys: number[]) {
  return { keys: Float64Array.from(keys), numbers: Uint32Array.from(keys, (key) => key * 10) };
}

test("one tap: its own order, cut", () => {
  const page = pageOf([ranking(9, 7, 5, 3)], { offset: 1, limit: 2 });
  assert.deepEqual(page, { numbers: [[70, 50]], order: [0, 0] });
});

test("several: merged by key, the page begins where the one before ended", () => {
  const rankings = [ranking(9, 4, 1), ranking(8, 7), ranking()];
  const seen: number[] = [];
  for (let offset = 0; offset < 6; offset += 2) {
    const { numbers, order } = pageOf(rankings, { offset, limit: 2 });
    const next = numbers.map((own) => own.values());
    for (const tap of order) seen.push(next[tap].next().value as number);
  }
  assert.deepEqual(seen, [90, 80, 70, 40, 10]);
});

test("beyond the last there is nothing", () => {
  assert.deepEqual(pageOf([ranking(1), ranking(2)], { offset: 2, limit: 1000 }), {
    numbers: [[], []],
    order: [],
  });
  assert.deepEqual(pageOf([], { offset: 0, limit: 1 }), { numbers: [], order: [] });
});
