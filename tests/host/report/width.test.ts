import assert from "node:assert/strict";
import test from "node:test";
import { shorten, shortenStart, widthOf, wrapped } from "../../../host/report/width.ts";

test("columns of a terminal", () => {
  assert.equal(widthOf("abc…█▏"), 6);
  assert.equal(widthOf("手机"), 4);
  assert.equal(widthOf("📱"), 2);
});

test("shortened at the end or at the start, never wider than asked", () => {
  assert.equal(shorten("abcdef", 6), "abcdef");
  assert.equal(shorten("abcdef", 5), "abcd…");
  assert.equal(shorten("手机手机", 6), "手机…");
  assert.equal(shortenStart("/tmp/abc.pcap", 9), "…abc.pcap");
  assert.equal(shortenStart("手机手机", 6), "…手机");
  for (const text of ["abcdefgh", "手机手机", "a手b机c", "📱📱📱"])
    for (let width = 1; width < 9; width++) {
      assert.ok(widthOf(shorten(text, width)) <= width);
      assert.ok(widthOf(shortenStart(text, width)) <= width);
    }
});

test("lines break between words, and inside one only where it fits no line", () => {
  assert.deepEqual(wrapped("", 5), [""]);
  assert.deepEqual(wrapped("ab cd ef", 5), ["ab cd", "ef"]);
  assert.deepEqual(wrapped("a bcdefghijk l", 5), ["a", "bcdef", "ghijk", "l"]);
  assert.deepEqual(wrapped("手机手 机", 5), ["手机", "手 机"]);
});
