import { createHash } from "node:crypto";

/** SHA-256, lower-case hexadecimal. */
export function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** SHA-256 as its 32 octets. */
export function sha256Octets(content: Uint8Array): Uint8Array {
  return createHash("sha256").update(content).digest();
}
