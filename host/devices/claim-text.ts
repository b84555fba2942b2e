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

/** An octet below is a character of its own. */
const ASCII_END = 0x80;

const decoder = new TextDecoder();

const SURROUNDING = /^[\s\0]+|[\s\0]+$/g;

/** UTF-8, what is none as U+FFFD; without the blanks and NULs around it. What is too long is cut. */
export function textOf(octets: Uint8Array): string {
  const kept = octets.length > TEXT_OCTETS_MAX ? octets.subarray(0, TEXT_OCTETS_MAX) : octets;
  return decoded(kept).replace(SURROUNDING, "");
}

/** Without a character that is cut at the end. */
function decoded(octets: Uint8Array): string {
  const isWhole = octets.length === 0 || octets[octets.length - 1] < ASCII_END;
  // `stream` leaves out what is cut, and takes a converter of its own, which takes several times as long to make.
  return isWhole ? decoder.decode(octets) : new TextDecoder().decode(octets, { stream: true });
}

/** A text that tells something: a letter or digit in it, and no placeholder. */
export function tellsSomething(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text) && !PLACEHOLDERS.has(text.toLowerCase());
}

/** A host name, without the dot of the root. */
export function hostNameOf(octets: Uint8Array): string {
  return textOf(octets).replace(/\.$/, "");
}
