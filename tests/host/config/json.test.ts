// The reader of JSON says what JSON.parse says, and where a mistake is.

import assert from "node:assert/strict";
import test from "node:test";
import { readJson } from "../../../host/config/json.ts";
import { Random } from "../helper/random.ts";

/** JSON.parse's value, or undefined where it refuses. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const SAMPLE = `{ "bordertap": { "mode": "alert", "local": ["10.0.0.0/8"], "workers": 2 },
  "a\\u00e9\\n": [true, false, null, -1.5e+3, 0, "\\"\\\\\\/"], "": {}, "b": [] }`;

test("the same values as JSON.parse", () => {
  for (const text of [SAMPLE, "1", '"x"', "[]", " {} ", "[[1],[2,[3]]]", "null", '{"a":{"b":[{}]}}'])
    assert.equal(JSON.stringify(readJson(text).value), JSON.stringify(JSON.parse(text)));
});

test("what JSON.parse refuses is refused, and nothing else: 20,000 mutations", () => {
  const random = new Random(1);
  const letters = [...'{}[]",:\\ntrue0123.-eE \n\t\x01é'];
  let refused = 0;
  for (let round = 0; round < 20_000; round++) {
    const characters = [...SAMPLE];
    for (let change = 0; change <= random.below(3); change++)
      characters.splice(random.below(characters.length), random.below(3), random.pick(letters));
    const text = characters.join("");
    const expected = parsed(text);
    const { value, mistakes } = readJson(text);
    if (expected === undefined) {
      refused++;
      assert.equal(value, undefined, text);
      assert.equal(mistakes.length, 1, text);
    } else if (mistakes.length === 0) {
      assert.equal(JSON.stringify(value), JSON.stringify(expected), text);
    } else {
      assert.match(mistakes[0].reason, /stands twice/, text);
    }
  }
  assert.ok(refused > 5_000 && refused < 19_900, `${refused} were refused`);
});

test("where a mistake is: line and column from 1, columns count characters", () => {
  const cases: [string, number, number, RegExp][] = [
    ["", 1, 1, /value is expected/],
    ['{"a": 1,\n  "b": }', 2, 8, /value is expected/],
    ["[1,\n2,]", 2, 3, /value is expected/],
    ['{"é😀": 1 2}', 1, 10, /comma or }/],
    ['{"a" 1}', 1, 6, /colon/],
    ["{a: 1}", 1, 2, /name in double quotes/],
    ["{} // x", 1, 4, /nothing may follow/],
    ['["a\nb"]', 1, 4, /line feeds/],
    ['["\\x"]', 1, 2, /backslash/],
    ['["a', 1, 2, /no closing quote/],
    ["[01]", 1, 3, /comma or \]/],
    ["[nul]", 1, 2, /value is expected/],
  ];
  for (const [text, line, column, reason] of cases) {
    const [mistake] = readJson(text).mistakes;
    assert.deepEqual([mistake.line, mistake.column], [line, column], text);
    assert.match(mistake.reason, reason);
  }
});

test("a name that stands twice, and names that are JavaScript's own", () => {
  const { value, mistakes } = readJson('{"a":1,\n"a":2,"__proto__":{"x":1},"constructor":3}');
  assert.deepEqual(mistakes, [{ line: 2, column: 1, reason: '"a" stands twice in one object' }]);
  assert.deepEqual(Object.entries(value as object), [
    ["a", 1],
    ["__proto__", Object.assign(Object.create(null), { x: 1 })],
    ["constructor", 3],
  ]);
  assert.equal(Object.getPrototypeOf(value), null);
});

test("what nests deep or repeats much is refused in little time", () => {
  assert.match(readJson("[".repeat(500_000)).mistakes[0].reason, /nests more than 16 deep/);
  const started = performance.now();
  assert.equal(readJson(`{${'"a":1,'.repeat(170_000)}"b":2}`).mistakes.length, 100);
  assert.ok(performance.now() - started < 5_000);
});
