import { createHash } from "node:crypto";

/** SHA-256, lower-case hexadecimal. */
export function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** SHA-256 of what comes piece by piece. */
export class Sha256 {
  readonly #hash = createHash("sha256");

  add(content: Uint8Array): void {
    this.#hash.update(content);
  }

  /** Lower-case hexadecimal; nothing can be added afterwards. */
  digest(): string {
    return this.#hash.digest("hex");
  }

  /** The same as its 32 octets. */
  octets(): Uint8Array {
    return this.#hash.digest();
  }
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
