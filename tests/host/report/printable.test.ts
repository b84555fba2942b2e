import assert from "node:assert/strict";
import test from "node:test";
import { OperatorError } from "../../../host/errors.ts";
import { printable } from "../../../host/text.ts";

test("what a terminal obeys, hides or turns around stands as an escape", () => {
  const shown: [string, string][] = [
    ["\x1b[31mred\x07", "\\x1b[31mred\\x07"],
    ["a\nb\r\tc\x7f", "a\\x0ab\\x0d\\x09c\\x7f"],
    ["\u009b2J\u0085", "\\x9b2J\\x85"],
    ["\u202ecod.exe\u2069\u200f\u061c", "\\u202ecod.exe\\u2069\\u200f\\u061c"],
    ["\u2028\u2029\ufeff\u200b", "\\u2028\\u2029\\ufeff\\u200b"],
    ["\ud800x\udc00", "\\ud800x\\udc00"],
    ["\u{e0041}", "\\u{e0041}"],
  ];
  for (const [text, expected] of shown) assert.equal(printable(text), expected);
});

test("what people write in stays as it is", () => {
  for (const text of ["", "a b~", "Türkiye", "手机.pcap", "صورة", "📱", "e\u0301", "a\\x1b"])
    assert.equal(printable(text), text);
});

test("an error quotes what comes from outside in one line for each reason", () => {
  const path = "/tmp/\x1b]0;x\x07\n\u202efdp";
  const one = new OperatorError("FILE_UNREADABLE", path, `ENOENT: open '${path}'`);
  assert.doesNotMatch(one.message.replaceAll("\n", ""), /\p{Cc}|\u202e/u);
  assert.equal(one.message.split("\n").length, 2);
  const several = new OperatorError("GEO_SOURCE_INVALID", path, ["line 1: \u009b", "line 2: \r"]);
  assert.equal(several.message.split("\n").length, 4);
  assert.match(several.message, /line 1: \\x9b\n {2}line 2: \\x0d\n/);
});
