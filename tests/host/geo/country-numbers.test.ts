import assert from "node:assert/strict";
import test from "node:test";
import { COUNTRIES_MAX } from "../../../assembly/abi.ts";
import { CountryNumbers } from "../../../host/geo/country-numbers.ts";
import { Random } from "../helper/random.ts";

/** A code of two letters for each number below 676. */
function code(k: number): string {
  return String.fromCharCode(65 + Math.floor(k / 26), 65 + (k % 26));
}

test("numbers follow the codes to another table", () => {
  const numbers = new CountryNumbers(["", "ZZ", "CN", "DE"]);
  const map = numbers.goOver(["", "ZZ", "AT", "CN", "DE"], [1, 2, 3]);
  assert.equal(map.length, COUNTRIES_MAX);
  assert.deepEqual([...map.slice(0, 4)], [0, 1, 3, 4]);
  assert.deepEqual([0, 1, 2, 3, 4, 5, 255].map(numbers.codeOf), [null, "ZZ", "AT", "CN", "DE", "ZZ", "ZZ"]);
  assert.equal(numbers.numberOf("DE"), 4);
  assert.equal(numbers.numberOf("SU"), undefined);
  assert.equal(numbers.numberOf(""), undefined);
});

test("what the new table lacks goes on under a free number, and comes back to its own", () => {
  const numbers = new CountryNumbers(["", "ZZ", "AN", "CN", "DE"]);
  const map = numbers.goOver(["", "ZZ", "CN"], [2, 3]);
  // DE is not in use: nothing is counted under it.
  assert.deepEqual([...map.slice(0, 5)], [0, 1, 3, 2, 1]);
  assert.equal(numbers.codeOf(3), "AN");
  const back = numbers.goOver(["", "ZZ", "AN", "CN", "DE"], [2, 3]);
  assert.deepEqual([...back.slice(0, 4)], [0, 1, 3, 2]);
  assert.equal(numbers.unplaced, 0);
});

test("where the numbers run out, the rest becomes ZZ", () => {
  const named = Array.from({ length: COUNTRIES_MAX - 2 }, (_, k) => code(k));
  const numbers = new CountryNumbers(["", "ZZ", ...named]);
  const others = Array.from({ length: COUNTRIES_MAX - 3 }, (_, k) => code(300 + k));
  const map = numbers.goOver(["", "ZZ", ...others], [2, 3, 4]);
  assert.deepEqual([map[2], map[3], map[4]], [COUNTRIES_MAX - 1, 1, 1]);
  assert.equal(numbers.unplaced, 2);
  assert.equal(numbers.codeOf(COUNTRIES_MAX - 1), code(0));
});

test("a long life of tables: every code in use keeps its name", () => {
  const random = new Random(7);
  const table = () => ["", "ZZ", ...new Set(Array.from({ length: 60 }, () => code(random.below(80))))];
  const numbers = new CountryNumbers(table());
  let inUse = new Map<string, number>();
  for (let round = 0; round < 200; round++) {
    const now = numbers.numberOf(code(random.below(80)));
    if (now !== undefined) inUse.set(numbers.codeOf(now)!, now);
    const codes = table();
    const map = numbers.goOver(codes, inUse.values());
    for (const [number, one] of codes.entries()) assert.equal(numbers.codeOf(number), one || null);
    inUse = new Map([...inUse].map(([one, number]) => [one, map[number]]));
    for (const [one, number] of inUse) assert.equal(numbers.codeOf(number), one);
  }
  assert.ok(inUse.size > 60);
});
