import { createHash } from "node:crypto";

/** SHA-256, lower-case hexadecimal. */
export function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** SHA-256 as its 32 octets. */
export function sha256Octets(content: Uint8Array): Uint8Array {
  return createHash("sha256").update(content).digest();
}

/** Whether `digest` is the SHA-256 of the content. */
export function isSha256Of(digest: Uint8Array, content: Uint8Array): boolean {
  const expected = sha256Octets(content);
  return digest.length === expected.length && expected.every((octet, at) => digest[at] === octet);
}
