import assert from "node:assert/strict";
import test from "node:test";
import { hostNameOf, TEXT_OCTETS_MAX, textOf } from "../../../host/devices/claim-text.ts";

const encoder = new TextEncoder();

test("a text is UTF-8, what is none U+FFFD, without the blanks and NULs around it", () => {
  assert.equal(textOf(encoder.encode("\0 Küche\r\n\0")), "Küche");
  assert.equal(textOf(Uint8Array.of(0x61, 0xff, 0x62)), "a\ufffdb");
  assert.equal(textOf(Uint8Array.of(0x61, 0x80)), "a\ufffd");
  assert.equal(textOf(new Uint8Array()), "");
  assert.equal(hostNameOf(encoder.encode("küche.local.")), "küche.local");
});

test("a character that is cut is left out, wherever", () => {
  for (const character of ["ü", "猫", "🐈"]) {
    const octets = encoder.encode(`TV ${character}`);
    assert.equal(textOf(octets), `TV ${character}`);
    for (let size = 4; size < octets.length; size++)
      assert.equal(textOf(octets.subarray(0, size)), "TV", `${size} octets`);
    const long = "x".repeat(TEXT_OCTETS_MAX - 1);
    assert.equal(textOf(encoder.encode(long + character)), long);
  }
});
