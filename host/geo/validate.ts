import { COUNTRY_NULL, COUNTRY_UNKNOWN } from "../../assembly/abi.ts";
import {
  ANSWER_6TO4,
  ANSWER_EXACT,
  ANSWER_NAT64,
  CELLS_START,
  HEADER_IMAGE_SIZE,
  HEADER_MAGIC_SIZE,
  HEADER_SECTIONS,
  HEADER_SHA256,
  HEADER_SHA256_SIZE,
  HEADER_VERSION,
  IMAGE_MAGIC,
  IMAGE_SIZE_MAX,
  IMAGE_VERSION,
  ROOT_CELLS,
  SECTION_ALIGNMENT,
  SECTION_CELLS,
  SECTION_COUNTRIES,
  SECTION_METADATA,
} from "../../assembly/geo/image.ts";
import { sha256Octets } from "../platform/hash.ts";
import { CODE_UNKNOWN, isCountryCode } from "./codes.ts";
import { type FamilyLayout, ImageView, nextCell, shiftOf, unflipped } from "./image.ts";

const SECTION_NAMES = [
  "cells",
  "IPv4 entries",
  "IPv6 entries",
  "exact first halves",
  "exact second halves",
  "exact indices",
  "exact answers",
  "countries",
  "metadata",
];
/** Octets of one element of each section. */
const ELEMENT_SIZES = [4, 4, 8, 8, 8, 4, 2, 2, 1];

/**
 * Why an image must not be loaded, or undefined. One that passes cannot make a lookup trap, loop or name a country
 * that has no code, whoever wrote it; that its answers are those of its sources is what the SHA-256 says.
 */
export function reasonAgainst(image: Uint8Array): string | undefined {
  return againstHeader(image) ?? againstContent(new ImageView(image));
}

function againstHeader(image: Uint8Array): string | undefined {
  const magic = new TextEncoder().encode(IMAGE_MAGIC);
  if (image.length < HEADER_MAGIC_SIZE || magic.some((octet, at) => image[at] !== octet))
    return "it does not start as a country table does.";
  if (image.length < CELLS_START) return `it ends after ${image.length} octets, inside its roots.`;
  if (image.length > IMAGE_SIZE_MAX) return `it has ${image.length} octets, and ${IMAGE_SIZE_MAX} fit.`;
  const header = new DataView(image.buffer, image.byteOffset);
  const version = header.getUint32(HEADER_VERSION, true);
  if (version !== IMAGE_VERSION)
    return `it is of format ${version}, and this program reads ${IMAGE_VERSION}.`;
  const size = header.getUint32(HEADER_IMAGE_SIZE, true);
  if (size !== image.length) return `it should have ${size} octets and has ${image.length}.`;
  const digest = sha256Octets(image.subarray(HEADER_SECTIONS));
  for (let at = 0; at < HEADER_SHA256_SIZE; at++)
    if (digest[at] !== image[HEADER_SHA256 + at])
      return "its content has changed since it was built (SHA-256).";
  return undefined;
}

function againstContent(view: ImageView): string | undefined {
  let end = CELLS_START;
  for (const [section, { start, end: sectionEnd }] of view.sections.entries()) {
    const name = SECTION_NAMES[section];
    if (start % SECTION_ALIGNMENT !== 0 || start < end || start - end >= SECTION_ALIGNMENT)
      return `its ${name} do not start where they should.`;
    if (
      sectionEnd < start ||
      sectionEnd > view.image.length ||
      (sectionEnd - start) % ELEMENT_SIZES[section] !== 0
    )
      return `its ${name} do not end where they should.`;
    end = sectionEnd;
  }
  if (end !== view.image.length) return "it goes on after its last section.";
  return (
    againstCountries(view) ??
    againstMetadata(view) ??
    againstCells(view, view.ipv4, "IPv4") ??
    againstCells(view, view.ipv6, "IPv6") ??
    againstExact(view) ??
    againstAnswers(view)
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

function isMetadata(value: unknown): boolean {
  const sources = (value as { sources?: unknown } | null)?.sources;
  return (
    Array.isArray(sources) &&
    sources.every(
      (source: Record<string, unknown> | null) =>
        typeof source?.opinion === "string" &&
        typeof source.name === "string" &&
        typeof source.sha256 === "string",
    )
  );
}

/** Walks every cell as lookups do: each must lead further down, and end in a window of entries. */
function againstCells(view: ImageView, layout: FamilyLayout, name: string): string | undefined {
  const walk = new CellWalk(view, layout);
  for (let chunk = 0; chunk < ROOT_CELLS; chunk++)
    if (!walk.endsWell(chunk)) return `its ${name} cells lead astray in chunk ${chunk}.`;
  return undefined;
}

class CellWalk {
  /** Signed, so that inner cells are negative and all are small integers to the engine before it optimizes. */
  readonly #cells: Int32Array;
  readonly #keyBits: number;
  readonly #root: number;
  readonly #firstCell: number;
  readonly #endCell: number;
  readonly #firstEntry: number;
  readonly #lastWindow: number;
  /** Nodes may share cells in a table that lies; none that the compiler wrote visits a cell twice. */
  #visitsLeft: number;

  constructor(view: ImageView, { keyBits, root, firstEntry, endEntry, window }: FamilyLayout) {
    const { start, end } = view.sections[SECTION_CELLS];
    this.#cells = new Int32Array(view.words.buffer, view.words.byteOffset, view.words.length);
    this.#keyBits = keyBits;
    this.#root = root;
    this.#firstCell = start / 4;
    this.#endCell = end / 4;
    this.#firstEntry = firstEntry;
    this.#lastWindow = endEntry - window - 1;
    this.#visitsLeft = this.#endCell - this.#firstCell;
  }

  endsWell(chunk: number): boolean {
    const cell = this.#cells[this.#root + chunk];
    return cell < 0 ? this.#nodeEndsWell(cell, chunk, 0, 0) : this.#isWindow(cell);
  }

  #isWindow(cell: number): boolean {
    return cell >= this.#firstEntry && cell <= this.#lastWindow;
  }

  /** `depth`: bits of a key that led to this inner cell; `prefix`: these bits, as a key. */
  #nodeEndsWell(cell: number, chunk: number, prefix: number, depth: number): boolean {
    const shift = shiftOf(cell);
    const bits = this.#keyBits - shift;
    if (bits <= depth) return false;
    const count = 2 ** (bits - depth);
    this.#visitsLeft -= count;
    if (this.#visitsLeft < 0) return false;
    const span = 2 ** shift;
    const shifted = (bits < 32 ? chunk * 2 ** bits : 0) + prefix / span;
    const first = nextCell(cell, shifted);
    if (first < this.#firstCell || first + count > this.#endCell) return false;
    const cells = this.#cells;
    for (let index = 0; index < count; index++) {
      const next = cells[first + index];
      if (next < 0 ? !this.#nodeEndsWell(next, chunk, prefix + index * span, bits) : !this.#isWindow(next))
        return false;
    }
    return true;
  }
}

function againstExact(view: ImageView): string | undefined {
  const { exactHighs, exactLows, exactFirsts, exactAnswers } = view;
  const wrong = "its exact prefixes contradict each other.";
  if (exactHighs.length === 0 || exactFirsts.length !== exactHighs.length + 1) return wrong;
  if (exactLows.length !== exactAnswers.length || exactFirsts[0] !== 0) return wrong;
  if (exactFirsts[exactHighs.length] !== exactLows.length) return wrong;
  for (let index = 0; index < exactHighs.length; index++) {
    if (exactFirsts[index + 1] <= exactFirsts[index]) return wrong;
    if (index > 0 && exactHighs[index] <= exactHighs[index - 1]) return wrong;
    if (exactLows[exactFirsts[index]] !== 0n) return wrong;
  }
  return undefined;
}

/** Every answer names countries that have codes, or is one of those that a lookup passes on. */
function againstAnswers(view: ImageView): string | undefined {
  const { ipv4, ipv6, image, exactAnswers } = view;
  const uses = usesOfAnswers(view.countries.length);
  const halves = new Uint16Array(image.buffer, image.byteOffset, image.length >> 1);
  const wrong4 = firstMisuse(uses, FOR_IPV4, halves, ipv4.firstEntry * 2, ipv4.endEntry * 2, 2);
  if (wrong4 >= 0) return wrongAnswer("IPv4", wrong4);
  const wrong6 = firstMisuse(uses, FOR_PREFIXES, halves, ipv6.firstEntry * 4, ipv6.endEntry * 4, 4);
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
