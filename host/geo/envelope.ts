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
import { isSha256Of } from "../platform/hash.ts";

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
  const { kind, magic, version, contentStart, sizeMax } = format;
  const start = new TextEncoder().encode(magic);
  if (image.length < HEADER_MAGIC_SIZE || start.some((octet, at) => image[at] !== octet))
    return `it does not start as ${kind} does.`;
  if (image.length < contentStart) return `it ends after ${image.length} octets, before its first section.`;
  if (image.length > sizeMax) return `it has ${image.length} octets, and ${sizeMax} fit.`;
  const header = new DataView(image.buffer, image.byteOffset);
  const written = header.getUint32(HEADER_VERSION, true);
  if (written !== version) return `it is of format ${written}, and this program reads ${version}.`;
  const size = header.getUint32(HEADER_IMAGE_SIZE, true);
  if (size !== image.length) return `it should have ${size} octets and has ${image.length}.`;
  const digest = image.subarray(HEADER_SHA256, HEADER_SHA256 + HEADER_SHA256_SIZE);
  if (!isSha256Of(digest, image.subarray(HEADER_SECTIONS)))
    return "its content has changed since it was built (SHA-256).";
  return undefined;
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
