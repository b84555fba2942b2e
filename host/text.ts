/** First and last of the code points that a terminal obeys or hides, or that turn the order of what follows. */
const UNPRINTABLE: readonly (readonly [number, number])[] = [
  [0x00, 0x1f], // C0
  [0x7f, 0x9f], // DEL and C1
  [0xad, 0xad], // soft hyphen
  [0x61c, 0x61c], // Arabic letter mark
  [0x200b, 0x200f], // zero width; marks of direction
  [0x2028, 0x202e], // separators of lines; embeddings and overrides of direction
  [0x2060, 0x206f], // invisible operators; isolates of direction
  [0xd800, 0xdfff], // surrogates without their other half
  [0xfeff, 0xfeff], // byte order mark
  [0xfff9, 0xfffb], // interlinear annotation
  [0xe0000, 0xe0fff], // tags
];

/** Nearly all text is no more than this, and is told so at once. */
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/**
 * Text from outside (a file name, a row of a file, metadata of a table) as one line that changes nothing on a
 * terminal: what is not printable stands as \x1b, \u202e or \u{e0001}.
 */
export function printable(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  let shown = "";
  for (const character of text) {
    const code = character.codePointAt(0)!;
    shown += UNPRINTABLE.some(([first, last]) => code >= first && code <= last) ? escaped(code) : character;
  }
  return shown;
}

function escaped(code: number): string {
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, "0")}` : `\\u{${digits}}`;
}
