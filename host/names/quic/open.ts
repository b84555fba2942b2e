// Removes the protection of one Initial (RFC 9001 sections 5.3, 5.4).

import { openAes128Gcm } from "../../platform/cipher.ts";
import type { InitialPacket } from "./header.ts";
import type { OpeningKeys } from "./keys.ts";

/** The sample of header protection starts as if the packet number had 4 octets. */
const SAMPLE_AFTER = 4;
const SAMPLE_SIZE = 16;
const FIRST_MASK = 0x0f;
const RESERVED = 0x0c;
const NUMBER_SIZE_MASK = 0x03;
const TWO_32 = 2 ** 32;

export interface OpenedPacket {
  readonly packetNumber: number;
  /** The frames. */
  readonly payload: Uint8Array;
}

/** Undefined where the keys are not the packet's. `largest` is the largest packet number seen, -1 before the first. */
export function openInitial(
  { octets, packetNumberAt }: InitialPacket,
  { key, iv, headerProtection }: OpeningKeys,
  largest: number,
): OpenedPacket | undefined {
  const sampleAt = packetNumberAt + SAMPLE_AFTER;
  if (octets.length < sampleAt + SAMPLE_SIZE) return undefined;
  const mask = headerProtection.encrypt(octets.subarray(sampleAt, sampleAt + SAMPLE_SIZE));
  const first = octets[0] ^ (mask[0] & FIRST_MASK);
  // A receiver refuses these (RFC 9000 section 17.2), and wrong keys leave them clear once in four times only.
  if ((first & RESERVED) !== 0) return undefined;

  const numberSize = (first & NUMBER_SIZE_MASK) + 1;
  const header = octets.slice(0, packetNumberAt + numberSize);
  header[0] = first;
  let truncated = 0;
  for (let k = 0; k < numberSize; k++) {
    header[packetNumberAt + k] ^= mask[1 + k];
    truncated = truncated * 256 + header[packetNumberAt + k];
  }
  const sealed = octets.subarray(header.length);
  for (const packetNumber of packetNumbers(truncated, 2 ** (8 * numberSize), largest)) {
    const payload = openAes128Gcm(key, nonceOf(iv, packetNumber), header, sealed);
    if (payload) return { packetNumber, payload };
  }
  return undefined;
}

/**
 * What a truncated packet number may stand for: the nearest to what comes next (RFC 9000 appendix A.3), and the number
 * itself, for `largest` may be of an earlier connection between the same ports.
 */
function packetNumbers(truncated: number, window: number, largest: number): number[] {
  const expected = largest + 1;
  let nearest = expected - (expected % window) + truncated;
  if (nearest <= expected - window / 2) nearest += window;
  else if (nearest > expected + window / 2 && nearest >= window) nearest -= window;
  return nearest === truncated ? [truncated] : [nearest, truncated];
}

function nonceOf(iv: Uint8Array, packetNumber: number): Uint8Array {
  const nonce = iv.slice();
  const view = new DataView(nonce.buffer);
  view.setUint32(4, view.getUint32(4) ^ Math.floor(packetNumber / TWO_32));
  view.setUint32(8, view.getUint32(8) ^ (packetNumber % TWO_32));
  return nonce;
}
