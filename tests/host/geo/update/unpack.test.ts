// Gzip files, honest and not.

import assert from "node:assert/strict";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { UpdateRefused } from "../../../../host/geo/update/refused.ts";
import { isGzip, unpack } from "../../../../host/geo/update/unpack.ts";
import { InputFile } from "../../../../host/platform/files.ts";
import { Random } from "../../helper/random.ts";
import { temporaryFile } from "../../helper/temporary-file.ts";

const random = new Random(3);
const CONTENT = Uint8Array.from({ length: 500_000 }, () => random.below(40));
const PACKED = gzipSync(CONTENT);

async function unpacked(packed: Uint8Array, octetsMax = 1_000_000): Promise<Buffer> {
  const file = new InputFile(temporaryFile(packed));
  const pieces: Uint8Array[] = [];
  try {
    await unpack(file, (piece) => pieces.push(piece), octetsMax);
  } finally {
    file.close();
  }
  return Buffer.concat(pieces);
}

test("what was packed, and what was packed in two parts", async () => {
  assert.ok(isGzip(PACKED) && !isGzip(CONTENT) && !isGzip(new Uint8Array()));
  assert.ok((await unpacked(PACKED)).equals(CONTENT));
  const twice = Buffer.concat([PACKED, PACKED]);
  assert.ok((await unpacked(twice)).equals(Buffer.concat([CONTENT, CONTENT])));
});

test("a bomb of a thousand to one ends at the limit", async () => {
  const bomb = gzipSync(new Uint8Array(200_000_000));
  assert.ok(bomb.length < 250_000);
  await assert.rejects(unpacked(bomb), /unpacked it has more than 1000000 octets/);
});

test("cut anywhere, or changed: refused", async () => {
  for (const length of [1, 9, 10, 11, 1000, PACKED.length - 9, PACKED.length - 1])
    await assert.rejects(unpacked(PACKED.subarray(0, length)), UpdateRefused, String(length));
  for (let round = 0; round < 40; round++) {
    const changed = PACKED.slice();
    changed[10 + random.below(changed.length - 10)] ^= 1 << random.below(8);
    await assert.rejects(unpacked(changed), UpdateRefused);
  }
  await assert.rejects(unpacked(Buffer.concat([PACKED, Buffer.from("junk")])), UpdateRefused);
});
