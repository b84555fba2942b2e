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
import { type FamilyLayout, ImageView, isInner, nextCell, shiftOf, unflipped } from "./image.ts";

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
  const { words } = view;
  const { keyBits, root, firstEntry, endEntry, window } = layout;
  const cells = view.sections[SECTION_CELLS];
  const firstCell = cells.start / 4;
  const endCell = cells.end / 4;
  const lastWindow = endEntry - window - 1;
  // Nodes may share cells in a table that lies; none that the compiler wrote visits a cell twice.
  let visitsLeft = endCell - firstCell;

  function walk(cell: number, chunk: number, prefix: number, depth: number): boolean {
    if (!isInner(cell)) return cell >= firstEntry && cell <= lastWindow;
    const shift = shiftOf(cell);
    const bits = keyBits - shift;
    if (bits <= depth) return false;
    const count = 2 ** (bits - depth);
    visitsLeft -= count;
    if (visitsLeft < 0) return false;
    const span = 2 ** shift;
    const shifted = (bits < 32 ? chunk * 2 ** bits : 0) + prefix / span;
    const first = nextCell(cell, shifted % 2 ** 32);
    if (first < firstCell || first + count > endCell) return false;
    for (let index = 0; index < count; index++) {
      const next = words[first + index];
      // Leaves, by far the most, without a call.
      if (next < CELL_INNER_MIN) {
        if (next < firstEntry || next > lastWindow) return false;
      } else if (!walk(next, chunk, prefix + index * span, bits)) return false;
    }
    return true;
  }

  for (let chunk = 0; chunk < ROOT_CELLS; chunk++)
    if (!walk(words[root + chunk], chunk, 0, 0)) return `its ${name} cells lead astray in chunk ${chunk}.`;
  return undefined;
}

const CELL_INNER_MIN = 0x8000_0000;

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

/** Every answer names two countries that have codes, or is one of those that a lookup passes on. */
function againstAnswers(view: ImageView): string | undefined {
  const { countries, words, image } = view;
  const usable = new Uint8Array(65536);
  for (let country = 1; country < countries.length; country++)
    for (let other = 0; other < countries.length; other++)
      if (other !== 1 && other !== country) usable[country | (other << 8)] = FOR_BOTH;
  usable[0] = FOR_BOTH;
  usable[ANSWER_EXACT] = FOR_PREFIXES;
  usable[ANSWER_6TO4] = FOR_PREFIXES;
  usable[ANSWER_NAT64] = FOR_EXACT;

  const { ipv4, ipv6 } = view;
  for (let entry = ipv4.firstEntry; entry < ipv4.endEntry; entry++)
    if (usable[unflipped(words[entry] & 0xffff)] !== FOR_BOTH)
      return wrongAnswer("IPv4", entry - ipv4.firstEntry);
  const halves = new Uint16Array(image.buffer, image.byteOffset, image.length >> 1);
  for (let entry = ipv6.firstEntry; entry < ipv6.endEntry; entry++)
    if ((usable[unflipped(halves[entry * 4])] & FOR_PREFIXES) === 0)
      return wrongAnswer("IPv6", entry - ipv6.firstEntry);
  const exact = view.exactAnswers.findIndex((answer) => (usable[unflipped(answer)] & FOR_EXACT) === 0);
  return exact < 0 ? undefined : wrongAnswer("exact", exact);
}

const FOR_PREFIXES = 1;
const FOR_EXACT = 2;
const FOR_BOTH = FOR_PREFIXES | FOR_EXACT;

function wrongAnswer(name: string, index: number): string {
  return `its ${name} entry ${index} names a country that has no code.`;
}
