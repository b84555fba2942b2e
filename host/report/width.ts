/** First and last of the code points that fill two columns of a terminal (Unicode's East Asian Width, rounded up). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23f3],
  [0x25fd, 0x25fe],
  [0x2600, 0x27bf],
  [0x2b1b, 0x2b55],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x1b2ff],
  [0x1f000, 0x1faff],
  [0x20000, 0x3fffd],
];

function cellsOf(character: string): number {
  const code = character.codePointAt(0)!;
  if (code < WIDE[0][0]) return 1;
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

/** Columns that printable text takes at most: a mark that combines is counted like a letter. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += cellsOf(character);
  return width;
}

/** As much of the beginning as fits, with "…" where something is left out. */
export function shorten(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  return `${fitting(text, width - 1)}…`;
}

/** As much of the end as fits: of a path, the file's own name. */
export function shortenStart(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const reversed = [...text].reverse().join("");
  return `…${[...fitting(reversed, width - 1)].reverse().join("")}`;
}

/** Lines that break between words, or inside one that is longer than a line. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = word;
    while (widthOf(line) > width) {
      const part = fitting(line, width);
      lines.push(part);
      line = line.slice(part.length);
    }
  }
  return [...lines, line];
}

function fitting(text: string, width: number): string {
  let left = width;
  let fits = "";
  for (const character of text) {
    left -= cellsOf(character);
    if (left < 0) break;
    fits += character;
  }
  return fits;
}
