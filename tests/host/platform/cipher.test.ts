import assert from "node:assert/strict";
import { createCipheriv, createHmac } from "node:crypto";
import test from "node:test";
import { Aes128, hmacSha256, openAes128Gcm } from "../../../host/platform/cipher.ts";
import { Random } from "../helper/random.ts";

const random = new Random(1);

function octets(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, () => random.below(256));
}

test("HMAC-SHA256 is the platform's own, for keys and messages up to a block", () => {
  for (let size = 0; size <= 64; size++) {
    const key = octets(size);
    const message = octets(random.below(65));
    const expected = createHmac("sha256", key).update(message).digest();
    assert.deepEqual(hmacSha256(key, message), Uint8Array.from(expected), `${size} octets`);
  }
});

test("AES-128 of one block (FIPS 197 appendix C.1)", () => {
  const key = Uint8Array.from({ length: 16 }, (_, k) => k);
  const block = Uint8Array.from({ length: 16 }, (_, k) => k * 0x11);
  assert.equal(
    Buffer.from(new Aes128(key).encrypt(block)).toString("hex"),
    "69c4e0d86a7b0430d8cdb78070b4c55a",
  );
});

test("AES-128-GCM opens what was sealed and nothing else", () => {
  const [key, nonce, associated, plaintext] = [16, 12, 22, 40].map(octets);
  const cipher = createCipheriv("aes-128-gcm", key, nonce).setAAD(associated);
  const sealed = Uint8Array.from([...cipher.update(plaintext), ...cipher.final(), ...cipher.getAuthTag()]);
  assert.deepEqual(Uint8Array.from(openAes128Gcm(key, nonce, associated, sealed)!), plaintext);

  for (const part of [key, nonce, associated, sealed])
    for (let at = 0; at < part.length; at++) {
      part[at] ^= 0x10;
      assert.equal(openAes128Gcm(key, nonce, associated, sealed), undefined);
      part[at] ^= 0x10;
    }
  for (let size = 0; size < sealed.length; size++)
    assert.equal(openAes128Gcm(key, nonce, associated, sealed.subarray(0, size)), undefined);
});
