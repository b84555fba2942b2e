import { COUNTRY_NULL, COUNTRY_UNKNOWN } from "../../assembly/abi.ts";
import {
  ANSWER_6TO4,
  ANSWER_EXACT,
  ANSWER_NAT64,
  CELL6_SHIFT_MASK,
  CHUNKS,
  DIVIDED_BITS,
  IMAGE_MAGIC,
  IMAGE_SIZE_MAX,
  IMAGE_VERSION,
  KEY4_BITS,
  KEY6_BITS,
  LEVELS6_MAX,
  NODE4_SHIFT_MASK,
  NODE4_WORD_SHIFT,
  ROOT4,
  ROOT6,
  ROOTS_END,
  SECTION_CELLS6,
  SECTION_COUNTRIES,
  SECTION_FRAGMENTS4,
  SECTION_METADATA,
  WINDOW6,
  WORD4_CELLS,
  WORD4_INNER,
  WORD4_RUNS,
  WORD4_SIZE,
} from "../../assembly/geo/image.ts";
import { CODE_UNKNOWN, isCountryCode } from "./codes.ts";
import { againstSections, damageOf, type Format } from "./envelope.ts";
import { ImageView, isDivision, nextCell6, shiftedKey6, unflipped } from "./image.ts";
import { isMetadata } from "./metadata.ts";
import { bitCount } from "./runs4.ts";

export const COUNTRY_FORMAT: Format = {
  kind: "a country table",
  magic: IMAGE_MAGIC,
  version: IMAGE_VERSION,
  contentStart: ROOTS_END,
  sizeMax: IMAGE_SIZE_MAX,
  sections: [
    ["IPv4 fragments", 2],
    ["IPv6 cells", 4],
    ["IPv6 entries", 8],
    ["exact first halves", 8],
    ["exact second halves", 8],
    ["exact indices", 4],
    ["exact answers", 2],
    ["countries", 2],
    ["metadata", 1],
  ],
};

/**
 * Why an image must not be loaded, or undefined. One that passes cannot make a lookup trap, loop or name a
 * country that has no code, whoever wrote it; that its answers are those of its sources is what the SHA-256
 * says.
 */
export function reasonAgainst(image: Uint8Array): string | undefined {
  return (
    damageOf(image, COUNTRY_FORMAT) ??
    againstSections(image, COUNTRY_FORMAT) ??
    againstContent(new ImageView(image))
  );
}

function againstContent(view: ImageView): string | undefined {
  return (
    againstCountries(view) ??
    againstMetadata(view) ??
    againstWords4(view, usesOfAnswers(view.countries.length)) ??
    againstCells6(view) ??
    againstExact(view) ??
    againstAnswers6(view, usesOfAnswers(view.countries.length))
  );
}

function againstCountries(view: ImageView): string | undefined {
  const { start, end } = view.sections[SECTION_COUNTRIES];
  const { countries } = view;
  if (end - start < 4 || end - start > 512 || countries[0] !== "" || countries[1] !== CODE_UNKNOWN)
    return "its countries do not start with null and ZZ.";
  const wrong = countries.slice(1).find((code) => !isCountryCode(code));
  return wrong === undefined ? undefined : `it names a country ${JSON.stringify(wrong)}.`;
}

function againstMetadata(view: ImageView): string | undefined {
  const { start, end } = view.sections[SECTION_METADATA];
  try {
    const metadata: unknown = JSON.parse(view.metadataText);
    if (isMetadata(metadata)) return undefined;
  } catch {
    // Neither UTF-8 nor JSON: said below.
  }
  return `its metadata (${end - start} octets) cannot be read.`;
}

/** Visits every word of IPv4 that lookups may come to: each must lead to good runs, its own or those of a divided cell. */
function againstWords4({ halfWords, words, sections }: ImageView, uses: Uint8Array): string | undefined {
  const { start, end } = sections[SECTION_FRAGMENTS4];
  const [firstWord, endWord] = [start / WORD4_SIZE, Math.floor(end / WORD4_SIZE)];
  const [firstRun, endRun] = [start / 2, end / 2];
  // Chunks may share words in a table that lies; of those that the compiler wrote, only chunks of one word do.
  let visitsLeft = endWord - firstWord + CHUNKS;

  const field = (word: number, offset: number) => words[(word * WORD4_SIZE + offset) / 4];

  /** The words of 2^`bits` keys in cells of 2^`shift`. */
  function isBlock(word: number, shift: number, bits: number): boolean {
    const count = Math.ceil(2 ** (bits - shift) / WORD4_CELLS);
    visitsLeft -= count;
    if (shift > bits || visitsLeft < 0 || word < firstWord || word + count > endWord) return false;
    const mayDivide = bits === KEY4_BITS && shift === DIVIDED_BITS;
    for (let index = word; index < word + count; index++) if (!isWord(index, mayDivide)) return false;
    return true;
  }

  function isWord(word: number, mayDivide: boolean): boolean {
    const [low, high] = [words[(word * WORD4_SIZE) / 4], words[(word * WORD4_SIZE) / 4 + 1]];
    const before = field(word, WORD4_RUNS);
    const last = before + bitCount(low) + bitCount(high);
    if (low % 2 === 0 || before + 1 < firstRun || last >= endRun) return false;
    for (let run = before + 1; run <= last; run++) {
      if ((uses[halfWords[run]] & FOR_IPV4) !== 0) continue;
      const answer = unflipped(halfWords[run]);
      if (!mayDivide || !isDivision(answer)) return false;
      const inner = field(word, WORD4_INNER) + (answer >>> 8);
      if (inner >= endWord || !isBlock(inner, field(inner, WORD4_INNER), DIVIDED_BITS)) return false;
    }
    return true;
  }

  for (let chunk = 0; chunk < CHUNKS; chunk++) {
    const node = words[ROOT4 / 4 + chunk];
    const shift = node & NODE4_SHIFT_MASK;
    if (shift < DIVIDED_BITS || !isBlock(node >>> NODE4_WORD_SHIFT, shift, KEY4_BITS))
      return `its IPv4 words lead astray in chunk ${chunk}.`;
  }
  return undefined;
}

/** Walks every cell of IPv6 as lookups do: each must lead further down, and end in a window of entries. */
function againstCells6(view: ImageView): string | undefined {
  const { words, sections, entries6 } = view;
  // Signed, so that inner cells are negative and all are small integers to the engine before it optimizes.
  const cells = new Int32Array(words.buffer, words.byteOffset, words.length);
  const firstCell = sections[SECTION_CELLS6].start / 4;
  const endCell = sections[SECTION_CELLS6].end / 4;
  const firstEntry = entries6.start;
  const lastWindow = entries6.end - WINDOW6 - 1;
  // Nodes may share cells in a table that lies; none that the compiler wrote visits a cell twice.
  let visitsLeft = endCell - firstCell;

  function endsWell(cell: number, chunk: number, prefix: number, depth: number, levels: number): boolean {
    if (cell >= 0) return cell >= firstEntry && cell <= lastWindow;
    const shift = cell & CELL6_SHIFT_MASK;
    const bits = KEY6_BITS - shift;
    if (bits <= depth || levels === 0) return false;
    const count = 2 ** (bits - depth);
    visitsLeft -= count;
    if (visitsLeft < 0) return false;
    const first = nextCell6(cell, shiftedKey6(chunk, prefix, shift));
    if (first < firstCell || first + count > endCell) return false;
    const span = 2 ** shift;
    for (let index = 0; index < count; index++) {
      const next = cells[first + index];
      // Leaves, by far the most, without a call.
      if (
        next < 0
          ? !endsWell(next, chunk, prefix + index * span, bits, levels - 1)
          : next < firstEntry || next > lastWindow
      )
        return false;
    }
    return true;
  }

  for (let chunk = 0; chunk < CHUNKS; chunk++)
    if (!endsWell(cells[ROOT6 / 4 + chunk], chunk, 0, 0, LEVELS6_MAX))
      return `its IPv6 cells lead astray in chunk ${chunk}.`;
  return undefined;
}

function againstExact({ exactEdges, exactAnswers }: ImageView): string | undefined {
  const sound = exactEdges.count > 0 && exactEdges.isSound(exactAnswers.length);
  return sound ? undefined : "its exact prefixes contradict each other.";
}

/** Every answer names countries that have codes, or is one of those that a lookup passes on. */
function againstAnswers6(view: ImageView, uses: Uint8Array): string | undefined {
  const { entries6, halfWords, exactAnswers } = view;
  const wrong6 = firstMisuse(uses, FOR_PREFIXES, halfWords, entries6.start * 4, entries6.end * 4, 4);
  if (wrong6 >= 0) return wrongAnswer("IPv6", wrong6);
  const wrongExact = firstMisuse(uses, FOR_EXACT, exactAnswers, 0, exactAnswers.length, 1);
  return wrongExact < 0 ? undefined : wrongAnswer("exact", wrongExact);
}

/** For each answer as the image holds it: where it may stand. */
function usesOfAnswers(countries: number): Uint8Array {
  const uses = new Uint8Array(65536);
  const everywhere = FOR_IPV4 | FOR_PREFIXES | FOR_EXACT;
  for (let country = 1; country < countries; country++)
    for (let other = 0; other < countries; other++)
      if (other !== COUNTRY_UNKNOWN && other !== country)
        uses[unflipped(country | (other << 8))] = everywhere;
  uses[unflipped(COUNTRY_NULL)] = everywhere;
  uses[unflipped(ANSWER_EXACT)] = FOR_PREFIXES;
  uses[unflipped(ANSWER_6TO4)] = FOR_PREFIXES;
  uses[unflipped(ANSWER_NAT64)] = FOR_EXACT;
  return uses;
}

/** Index of the first answer, every `step` halves from `from`, that may not stand there; -1 if all may. */
function firstMisuse(
  uses: Uint8Array,
  use: number,
  halves: Uint16Array,
  from: number,
  to: number,
  step: number,
): number {
  for (let at = from; at < to; at += step) if ((uses[halves[at]] & use) === 0) return (at - from) / step;
  return -1;
}

const FOR_IPV4 = 1;
const FOR_PREFIXES = 2;
const FOR_EXACT = 4;

function wrongAnswer(name: string, index: number): string {
  return `its ${name} entry ${index} names a country that has no code.`;
}
