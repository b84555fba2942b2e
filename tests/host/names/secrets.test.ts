// A pcapng file may carry the keys of the sessions in it (Decryption Secrets Block, draft-ietf-opsawg-pcapng section
// 4.7). No router has them: they must not change an answer.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { joined } from "../helper/octets.ts";
import { PcapngBlocks } from "../helper/pcapng-file.ts";
import { runProgram } from "../helper/program.ts";

const PHONE = fileURLToPath(new URL("../../captures/phone-2014/phone-2014.pcap", import.meta.url));
const DECRYPTION_SECRETS = 0x0a;
const TLS_KEY_LOG = 0x544c534b;
const FILE_HEADER_SIZE = 24;
const RECORD_HEADER_SIZE = 16;

/** An SSLKEYLOGFILE with a line for each ClientHello of the capture. */
function keyLog(capture: Uint8Array): Uint8Array {
  const hex = Buffer.from(capture).toString("hex");
  const randoms = [...hex.matchAll(/160301....01......0303(.{64})/g)].map(([, random]) => random);
  assert.ok(randoms.length > 5, "the capture has few ClientHellos");
  const lines = randoms.flatMap((random) =>
    ["CLIENT_RANDOM", "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0"].map(
      (label) => `${label} ${random} ${"5a".repeat(label === "CLIENT_RANDOM" ? 48 : 32)}\n`,
    ),
  );
  return Buffer.from(lines.join(""));
}

/** The capture as pcapng, with `secrets` before its packets and again among them. */
function pcapngOf(capture: Uint8Array, secrets: readonly Uint8Array[]): Uint8Array {
  const blocks = new PcapngBlocks();
  const pieces = [blocks.section(), blocks.interface(), ...secrets];
  const view = new DataView(capture.buffer, capture.byteOffset, capture.length);
  for (let at = FILE_HEADER_SIZE; at < capture.length; ) {
    const ticks = BigInt(view.getUint32(at, true)) * 1_000_000n + BigInt(view.getUint32(at + 4, true));
    const captured = view.getUint32(at + 8, true);
    const octets = capture.subarray(at + RECORD_HEADER_SIZE, at + RECORD_HEADER_SIZE + captured);
    pieces.push(blocks.enhanced(octets, { ticks, length: view.getUint32(at + 12, true) }));
    if (pieces.length === 100) pieces.push(...secrets);
    at += RECORD_HEADER_SIZE + captured;
  }
  return joined(...pieces);
}

test("keys in a capture change no answer", async () => {
  const capture = readFileSync(PHONE);
  const blocks = new PcapngBlocks();
  const log = keyLog(capture);
  const body = blocks.body().u32(TLS_KEY_LOG).u32(log.length).raw(log).pad().toBytes();
  const without = pcapngOf(capture, []);
  const withKeys = pcapngOf(capture, [blocks.block(DECRYPTION_SECRETS, body)]);
  assert.ok(withKeys.length > without.length);
  for (const command of ["dissect", "replay"]) {
    const plain = await runProgram([command, "--json", "-"], [without]);
    assert.equal(plain.status, 0, plain.stderr);
    assert.match(plain.stdout, /"hostSource":"sni"/);
    assert.deepEqual(await runProgram([command, "--json", "-"], [withKeys]), plain);
  }
});
