import { aligned, type Section, sectionsOf } from "../envelope.ts";
import { ExactEdges } from "../exact.ts";
import { column, joinedColumn, systemColumn } from "./column.ts";
import { Edges } from "./edges.ts";
import {
  SECTION_EXACT_FIRST,
  SECTION_EXACT_HIGH,
  SECTION_EXACT_LOW,
  SECTION_EXACT_SYSTEM,
  SECTION_KEY4,
  SECTION_KEY6_HIGH,
  SECTION_KEY6_LOW,
  SECTION_METADATA,
  SECTION_NUMBER,
  SECTION_ORGANIZATIONS,
  SECTION_ROOT4,
  SECTION_ROOT6,
  SECTION_SYSTEM4,
  SECTION_SYSTEM6,
  SECTION_TEXT,
  SECTIONS,
} from "./image.ts";
import type { AsnColumns } from "./search.ts";

/** Typed views of an image. */
export class AsnView {
  readonly image: Uint8Array;
  readonly sections: readonly Section[];
  readonly roots4: Uint32Array;
  readonly keys4: Uint16Array;
  readonly systems4: Uint8Array;
  readonly roots6: Uint32Array;
  readonly keyHighs6: Uint32Array;
  readonly keyLows6: Uint16Array;
  readonly systems6: Uint8Array;
  readonly exactEdges: ExactEdges;
  readonly exactSystems: Uint8Array;
  /** AS numbers, by system. */
  readonly numbers: Uint32Array;
  /** Offsets in `organizations`, by system. */
  readonly texts: Uint32Array;
  readonly organizations: Uint8Array;

  /** `content` holds at least a header, and sections of whole elements that lie within it. */
  constructor(content: Uint8Array) {
    const image = aligned(content);
    const sections = sectionsOf(image, SECTIONS);
    const octets = (section: number) => image.subarray(sections[section].start, sections[section].end);
    const halfWords = (section: number) => {
      const { buffer, byteOffset, length } = octets(section);
      return new Uint16Array(buffer, byteOffset, length / 2);
    };
    const words = (section: number) => {
      const { buffer, byteOffset, length } = octets(section);
      return new Uint32Array(buffer, byteOffset, length / 4);
    };
    const doubleWords = (section: number) => {
      const { buffer, byteOffset, length } = octets(section);
      return new BigUint64Array(buffer, byteOffset, length / 8);
    };
    this.image = image;
    this.sections = sections;
    this.roots4 = words(SECTION_ROOT4);
    this.keys4 = halfWords(SECTION_KEY4);
    this.systems4 = octets(SECTION_SYSTEM4);
    this.roots6 = words(SECTION_ROOT6);
    this.keyHighs6 = words(SECTION_KEY6_HIGH);
    this.keyLows6 = halfWords(SECTION_KEY6_LOW);
    this.systems6 = octets(SECTION_SYSTEM6);
    this.exactEdges = new ExactEdges(
      doubleWords(SECTION_EXACT_HIGH),
      doubleWords(SECTION_EXACT_LOW),
      words(SECTION_EXACT_FIRST),
    );
    this.exactSystems = octets(SECTION_EXACT_SYSTEM);
    this.numbers = words(SECTION_NUMBER);
    this.texts = words(SECTION_TEXT);
    this.organizations = octets(SECTION_ORGANIZATIONS);
  }

  get columns(): AsnColumns {
    const { exactEdges, organizations } = this;
    const keys6 = joinedColumn(column(this.keyHighs6), column(this.keyLows6));
    return {
      edges4: new Edges(column(this.roots4), column(this.keys4), systemColumn(this.systems4)),
      edges6: new Edges(column(this.roots6), keys6, systemColumn(this.systems6)),
      exactEdges,
      exactSystems: systemColumn(this.exactSystems),
      numbers: column(this.numbers),
      texts: column(this.texts),
      organizationAt: (text) => organizations.subarray(text, organizations.indexOf(0, text)),
    };
  }

  get metadataText(): string {
    const { start, end } = this.sections[SECTION_METADATA];
    return new TextDecoder("utf-8", { fatal: true }).decode(this.image.subarray(start, end));
  }
}
