import {
  HEADER_IMAGE_SIZE,
  HEADER_MAGIC_SIZE,
  HEADER_SECTIONS,
  HEADER_SHA256,
  HEADER_SHA256_SIZE,
  HEADER_VERSION,
  SECTION_ALIGNMENT,
  SECTION_SIZE,
} from "../../assembly/geo/image.ts";
import { InputFile } from "../platform/files.ts";
import { Sha256, sha256Octets } from "../platform/hash.ts";

const PIECE_SIZE = 65_536;

/** What the images of one kind of table have in common, beside the header that all tables have. */
export interface Format {
  /** Such as "a country table". */
  readonly kind: string;
  readonly magic: string;
  readonly version: number;
  /** Octets before the first section. */
  readonly contentStart: number;
  readonly sizeMax: number;
  /** By section number: what it holds, and the octets of one element. */
  readonly sections: readonly (readonly [name: string, elementSize: number])[];
}

export interface Section {
  readonly start: number;
  readonly end: number;
}

/** An image that typed arrays can view. */
export function aligned(image: Uint8Array): Uint8Array {
  return image.byteOffset % 8 === 0 ? image : image.slice();
}

/** The section table of an image that holds at least a header. */
export function sectionsOf(image: Uint8Array, count: number): Section[] {
  const header = new DataView(image.buffer, image.byteOffset);
  return Array.from({ length: count }, (_, section) => ({
    start: header.getUint32(HEADER_SECTIONS + section * SECTION_SIZE, true),
    end: header.getUint32(HEADER_SECTIONS + section * SECTION_SIZE + 4, true),
  }));
}

/** The quick part of a validation: whether an image is of the format and whole, as its SHA-256 tells. */
export function damageOf(image: Uint8Array, format: Format): string | undefined {
  return (
    againstHead(image, image.length, format) ??
    againstDigest(sha256Octets(image.subarray(HEADER_SECTIONS)), image)
  );
}

/** The same of a file, of which no more than a piece is in memory at a time. Throws FILE_UNREADABLE. */
export function damageOfFile(path: string, format: Format): string | undefined {
  const file = new InputFile(path);
  try {
    const piece = new Uint8Array(PIECE_SIZE);
    const head = piece.slice(0, file.readFully(piece.subarray(0, format.contentStart)));
    const reason = againstHead(head, file.size ?? head.length, format);
    if (reason) return reason;
    const hash = new Sha256();
    hash.add(head.subarray(HEADER_SECTIONS));
    for (let size = file.read(piece); size > 0; size = file.read(piece)) hash.add(piece.subarray(0, size));
    return againstDigest(hash.octets(), head);
  } finally {
    file.close();
  }
}

/** `head` has the octets before the first section, where there are as many; `octets` is how many there are in all. */
function againstHead(head: Uint8Array, octets: number, format: Format): string | undefined {
  const { kind, magic, version, contentStart, sizeMax } = format;
  const start = new TextEncoder().encode(magic);
  if (head.length < HEADER_MAGIC_SIZE || start.some((octet, at) => head[at] !== octet))
    return `it does not start as ${kind} does.`;
  if (octets < contentStart) return `it ends after ${octets} octets, before its first section.`;
  if (octets > sizeMax) return `it has ${octets} octets, and ${sizeMax} fit.`;
  const header = new DataView(head.buffer, head.byteOffset);
  const written = header.getUint32(HEADER_VERSION, true);
  if (written !== version) return `it is of format ${written}, and this program reads ${version}.`;
  const size = header.getUint32(HEADER_IMAGE_SIZE, true);
  return size === octets ? undefined : `it should have ${size} octets and has ${octets}.`;
}

function againstDigest(digest: Uint8Array, head: Uint8Array): string | undefined {
  const written = head.subarray(HEADER_SHA256, HEADER_SHA256 + HEADER_SHA256_SIZE);
  const isSame = digest.every((octet, at) => written[at] === octet);
  return isSame ? undefined : "its content has changed since it was built (SHA-256).";
}

/** Whether the sections follow each other to the end of the image, each of whole elements. */
export function againstSections(image: Uint8Array, format: Format): string | undefined {
  let end = format.contentStart;
  for (const [section, { start, end: sectionEnd }] of sectionsOf(image, format.sections.length).entries()) {
    const [name, elementSize] = format.sections[section];
    if (start % SECTION_ALIGNMENT !== 0 || start < end || start - end >= SECTION_ALIGNMENT)
      return `its ${name} do not start where they should.`;
    if (sectionEnd < start || sectionEnd > image.length || (sectionEnd - start) % elementSize !== 0)
      return `its ${name} do not end where they should.`;
    end = sectionEnd;
  }
  return end === image.length ? undefined : "it goes on after its last section.";
}
