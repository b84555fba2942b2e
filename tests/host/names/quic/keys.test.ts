import assert from "node:assert/strict";
import test from "node:test";
import { deriveKeys, InitialKeyCache } from "../../../../host/names/quic/keys.ts";
import { quicVersion } from "../../../../host/names/quic/version.ts";
import { CONNECTION_ID, DRAFT_29, RFC_9001, RFC_9369 } from "./helper/samples.ts";

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString("hex");
}

for (const { document, version, key, iv, hp } of [RFC_9001, RFC_9369, DRAFT_29])
  test(`${document}: the client's keys`, () => {
    const keys = deriveKeys(quicVersion(version)!, CONNECTION_ID);
    assert.equal(hex(keys.key), key);
    assert.equal(hex(keys.iv), iv);
    assert.equal(hex(keys.hp), hp);
  });

test("keys are derived once for a version and a connection ID", () => {
  const cache = new InitialKeyCache();
  const [version1, version2] = [RFC_9001, RFC_9369].map(({ version }) => quicVersion(version)!);
  const keys = cache.keysOf(version1, CONNECTION_ID);
  assert.equal(cache.keysOf(version1, CONNECTION_ID.slice()), keys);
  assert.notEqual(cache.keysOf(version2, CONNECTION_ID), keys);
  assert.notEqual(cache.keysOf(version1, CONNECTION_ID.subarray(1)), keys);
});
