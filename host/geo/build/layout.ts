import {
  HEADER_IMAGE_SIZE,
  HEADER_MAGIC,
  HEADER_SECTIONS,
  HEADER_SHA256,
  HEADER_VERSION,
  SECTION_ALIGNMENT,
  SECTION_SIZE,
} from "../../../assembly/geo/image.ts";
import { sha256Octets } from "../../platform/hash.ts";
import type { Section } from "../envelope.ts";

/** Where the sections of an image come to stand, one after the other. */
export class Layout {
  readonly sections: Section[] = [];
  size: number;

  /** `contentStart`: octets before the first section. */
  constructor(contentStart: number) {
    this.size = contentStart;
  }

  /** Starts a section, and ends it if its size is known; returns where it starts. */
  place(section: number, size = 0): number {
    const start = Math.ceil(this.size / SECTION_ALIGNMENT) * SECTION_ALIGNMENT;
    this.sections[section] = { start, end: start + size };
    this.size = start + size;
    return start;
  }

  /** Ends the newest section. */
  end(size: number): void {
    const section = this.sections.length - 1;
    const { start } = this.sections[section];
    this.sections[section] = { start, end: start + size };
    this.size = start + size;
  }
}

/** Writes the header of an image whose content is complete. */
export function seal(image: Uint8Array, magic: string, version: number, { sections }: Layout): void {
  const header = new DataView(image.buffer);
  image.set(new TextEncoder().encode(magic), HEADER_MAGIC);
  header.setUint32(HEADER_VERSION, version, true);
  header.setUint32(HEADER_IMAGE_SIZE, image.length, true);
  for (const [section, { start, end }] of sections.entries()) {
    header.setUint32(HEADER_SECTIONS + section * SECTION_SIZE, start, true);
    header.setUint32(HEADER_SECTIONS + section * SECTION_SIZE + 4, end, true);
  }
  image.set(sha256Octets(image.subarray(HEADER_SECTIONS)), HEADER_SHA256);
}
