// Names as tshark prints them, in the contract's form: lower-case, what is outside 0x21-0x7e and the backslash as \DDD.

const VISIBLE_FIRST = 0x21;
const VISIBLE_LAST = 0x7e;
const BACKSLASH = 0x5c;

/** What tshark prints for octets that are no UTF-8; which they were, it does not tell. */
const LOST = "\ufffd";
/** What stands for them in a text to compare with. */
const ANY_OCTETS = "\\???";

/** A DNS name; tshark has no mark for a dot inside a label. */
export function nameText(name: string): string {
  if (name === "<Root>") return ".";
  return escaped(name).replace(/(.)\.$/, "$1");
}

/** A host, without port and trailing dot. */
export function hostText(host: string): string {
  const [, withoutPort] = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(host) ?? ["", host];
  return nameText(withoutPort);
}

/** Whether bordertap's text is what tshark may have meant. */
export function isText(expected: string, got: string): boolean {
  const name = got.replaceAll("\\046", ".");
  if (!expected.includes(ANY_OCTETS)) return name === expected;
  const parts = expected.split(ANY_OCTETS).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("(?:\\\\\\d{3})+")}$`).test(name);
}

function escaped(text: string): string {
  // tshark itself writes control characters as \DDD, and a backslash as it is.
  return text
    .split(/(\\\d{3})/)
    .map((part, k) => (k % 2 === 1 ? part : [...part].map(escapedCharacter).join("")))
    .join("")
    .toLowerCase();
}

function escapedCharacter(character: string): string {
  if (character === LOST) return ANY_OCTETS;
  return [...new TextEncoder().encode(character)].map(escapedOctet).join("");
}

function escapedOctet(octet: number): string {
  const isPlain = octet >= VISIBLE_FIRST && octet <= VISIBLE_LAST && octet !== BACKSLASH;
  return isPlain ? String.fromCharCode(octet) : `\\${String(octet).padStart(3, "0")}`;
}
