import assert from "node:assert/strict";
import test from "node:test";
import { Recent } from "../../../host/names/recent.ts";

test("the entry that was unused for longest leaves", () => {
  const recent = new Recent<string, number>(3);
  for (const [k, name] of ["a", "b", "c"].entries()) recent.set(name, k);
  assert.equal(recent.get("a"), 0);
  recent.set("b", 7);
  assert.equal(recent.evicted, 0);
  recent.set("d", 3);
  assert.deepEqual(
    ["a", "b", "c", "d"].map((name) => recent.get(name)),
    [0, 7, undefined, 3],
  );
  assert.equal(recent.evicted, 1);
});
