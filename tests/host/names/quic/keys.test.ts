import assert from "node:assert/strict";
import test from "node:test";
import { deriveKeys, InitialKeyCache } from "../../../../host/names/quic/keys.ts";
import { quicVersion } from "../../../../host/names/quic/version.ts";
import { CONNECTION_ID, DRAFT_29, RFC_9001, RFC_9369 } from "./helper/samples.ts";

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString("hex");
}

const DRAFT_23 = {
  document: "draft-ietf-quic-tls-23 to -28 appendix A",
  version: 0xff00_0017,
  key: "af7fd7efebd21878ff66811248983694",
  iv: "8681359410a70bb9c92f0420",
  hp: "a980b8b4fb7d9fbc13e814c23164253d",
};

for (const { document, version, key, iv, hp } of [RFC_9001, RFC_9369, DRAFT_23, DRAFT_29])
  test(`${document}: the client's keys`, () => {
    const keys = deriveKeys(quicVersion(version)!, CONNECTION_ID);
    assert.equal(hex(keys.key), key);
    assert.equal(hex(keys.iv), iv);
    assert.equal(hex(keys.hp), hp);
  });

test("drafts of version 1 have its keys, or those of the draft whose salt they kept", () => {
  const keyOf = (version: number) => hex(deriveKeys(quicVersion(version)!, CONNECTION_ID).key);
  for (const version of [0xff00_001c, 0xface_b002, 0xface_b00e]) assert.equal(keyOf(version), DRAFT_23.key);
  assert.equal(keyOf(0xff00_0020), DRAFT_29.key);
  for (const version of [0xff00_0021, 0xff00_0022]) assert.equal(keyOf(version), RFC_9001.key);
  for (const version of [0xff00_0016, 0xff00_0023, 0]) assert.equal(quicVersion(version), undefined);
});

test("keys are derived once for a version and a connection ID", () => {
  const cache = new InitialKeyCache();
  const [version1, version2] = [RFC_9001, RFC_9369].map(({ version }) => quicVersion(version)!);
  const keys = cache.keysOf(version1, CONNECTION_ID);
  assert.equal(cache.keysOf(version1, CONNECTION_ID.slice()), keys);
  assert.notEqual(cache.keysOf(version2, CONNECTION_ID), keys);
  assert.notEqual(cache.keysOf(version1, CONNECTION_ID.subarray(1)), keys);
});
