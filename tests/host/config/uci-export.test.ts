// What `uci export` prints, taken apart.

import assert from "node:assert/strict";
import test from "node:test";
import { parseUciExport } from "../../../host/config/uci-export.ts";
import { Random } from "../helper/random.ts";
import { uciText } from "../helper/uci.ts";

function parsed(text: string): [type: string, options: Record<string, unknown>][] | undefined {
  return parseUciExport(text)?.map(({ type, options }) => [type, Object.fromEntries(options)]);
}

// As uci of 2025-10 printed it.
const RECORDED = `package bordertap

config bordertap 'main'
	option mode 'alert'
	list interfaces 'br-lan'
	list interfaces 'br guest'

config country
	option codes 'CN'
	option action 'it'\\''s'

config device
	option name 'a
b\\c'
	list macs 'x'

`;

test("sections in order, options as texts, lists as lists", () => {
  assert.deepEqual(parsed(RECORDED), [
    ["bordertap", { mode: "alert", interfaces: ["br-lan", "br guest"] }],
    ["country", { codes: "CN", action: "it's" }],
    ["device", { name: "a\nb\\c", macs: ["x"] }],
  ]);
});

test("an empty package, and none at all", () => {
  assert.deepEqual(parsed("package bordertap\n\n"), []);
  assert.deepEqual(parsed(""), []);
});

test("an option of a name that objects have is one like any other", () => {
  const [[, options]] = parsed("config a\n\toption __proto__ 'x'\n\toption constructor 'y'\n")!;
  assert.deepEqual(Object.entries(options), [
    ["__proto__", "x"],
    ["constructor", "y"],
  ]);
});

test("what uci never prints is told from what it does", () => {
  for (const text of ["option a 'b'\n", "config\n", "config a\noption b\n", "{}\n", "config a\nset b 'c'\n"])
    assert.equal(parseUciExport(text), undefined, text);
});

test("any text as a value comes back", () => {
  const random = new Random(6);
  const letters = ["'", "\\", "\n", " ", "\t", '"', "#", "a", "ü", "\u{1f600}", "config", "list x"];
  for (let round = 0; round < 500; round++) {
    const text = () =>
      Array.from({ length: random.below(6) }, () => letters[random.below(letters.length)]).join("");
    const options = { one: text(), several: [text(), text()] };
    assert.deepEqual(parsed(uciText([["a", options]])), [["a", options]]);
  }
});
