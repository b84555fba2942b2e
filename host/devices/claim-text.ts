/** Octets of a text that are kept: the longest domain name (RFC 1035 section 2.3.4) without its root. */
export const TEXT_OCTETS_MAX = 253;

/** Names of devices that nobody has named; they tell one device from none other. */
const PLACEHOLDERS = new Set([
  "localhost",
  "localhost.localdomain",
  "(none)",
  "none",
  "null",
  "undefined",
  "unknown",
  "unspecified",
]);

const SURROUNDING = /^[\s\0]+|[\s\0]+$/g;

/** UTF-8, what is none as U+FFFD; without the blanks and NULs around it. What is too long is cut. */
export function textOf(octets: Uint8Array): string {
  const kept = octets.subarray(0, TEXT_OCTETS_MAX);
  // `stream` leaves out a character that is cut.
  return new TextDecoder().decode(kept, { stream: true }).replace(SURROUNDING, "");
}

/** A text that tells something: a letter or digit in it, and no placeholder. */
export function tellsSomething(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text) && !PLACEHOLDERS.has(text.toLowerCase());
}

/** A host name, without the dot of the root. */
export function hostNameOf(octets: Uint8Array): string {
  return textOf(octets).replace(/\.$/, "");
}
