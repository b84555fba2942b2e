import { createHash } from "node:crypto";

/** SHA-256, lower-case hexadecimal. */
export function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
