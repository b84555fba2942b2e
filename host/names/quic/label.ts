// HKDF-Expand-Label (RFC 8446 section 7.1) without a context, of at most 32 octets: one round of HKDF-Expand.

import { hmacSha256 } from "../../platform/cipher.ts";

export interface Label {
  /** Octets wanted. */
  readonly size: number;
  /** Size, label and context as HKDF-Expand hashes them, with the round's number behind. */
  readonly info: Uint8Array;
}

export function label(text: string, size: number): Label {
  const full = new TextEncoder().encode(`tls13 ${text}`);
  return { size, info: Uint8Array.of(size >> 8, size & 0xff, full.length, ...full, 0, 1) };
}

export function expandLabel(secret: Uint8Array, { size, info }: Label): Uint8Array {
  return hmacSha256(secret, info).subarray(0, size);
}
