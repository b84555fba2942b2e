import { PagedFile } from "../../platform/paged-file.ts";
import { type Section, sectionsOf } from "../envelope.ts";
import { ExactEdges } from "../exact.ts";
import { type Column, joinedColumn } from "./column.ts";
import { Edges } from "./edges.ts";
import {
  CONTENT_START,
  ORGANIZATION_SIZE_MAX,
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
  SYSTEM_SIZE,
} from "./image.ts";
import type { AsnMetadata } from "./metadata.ts";
import { type AsnColumns, AsnSearch, type SystemOf } from "./search.ts";

/**
 * A table whose image stays in its file, for whoever looks a few thousand addresses up and has no seven megabytes for them:
 * some microseconds each. A file that is written over meanwhile makes answers wrong, and nothing worse.
 */
export class AsnFile {
  readonly metadata: AsnMetadata;
  readonly systemOf: SystemOf;
  readonly #file: PagedFile;

  /** The image has been validated. Throws FILE_UNREADABLE. */
  constructor(path: string) {
    const file = new PagedFile(path);
    const sections = sectionsOf(file.octets(0, CONTENT_START), SECTIONS);
    const { start, end } = sections[SECTION_METADATA];
    this.#file = file;
    this.metadata = JSON.parse(new TextDecoder().decode(file.octets(start, end - start))) as AsnMetadata;
    this.systemOf = new AsnSearch(columnsIn(file, sections)).systemOf;
  }

  close(): void {
    this.#file.close();
  }
}

function columnsIn(file: PagedFile, sections: readonly Section[]): AsnColumns {
  const column = (section: number, size: number) => columnIn(file, sections[section], size);
  const systems = (section: number) => column(section, SYSTEM_SIZE);
  const octets = (section: number) => {
    const { start, end } = sections[section];
    return file.octets(start, end - start).buffer;
  };
  const keys6 = joinedColumn(column(SECTION_KEY6_HIGH, 4), column(SECTION_KEY6_LOW, 2));
  const organizations = sections[SECTION_ORGANIZATIONS].start;
  return {
    edges4: new Edges(column(SECTION_ROOT4, 4), column(SECTION_KEY4, 2), systems(SECTION_SYSTEM4)),
    edges6: new Edges(column(SECTION_ROOT6, 4), keys6, systems(SECTION_SYSTEM6)),
    // Of a few /64 prefixes: these stay in memory.
    exactEdges: new ExactEdges(
      new BigUint64Array(octets(SECTION_EXACT_HIGH)),
      new BigUint64Array(octets(SECTION_EXACT_LOW)),
      new Uint32Array(octets(SECTION_EXACT_FIRST)),
    ),
    exactSystems: systems(SECTION_EXACT_SYSTEM),
    numbers: column(SECTION_NUMBER, 4),
    texts: column(SECTION_TEXT, 4),
    organizationAt: (text) => {
      const octets = file.octets(organizations + text, ORGANIZATION_SIZE_MAX + 1);
      return octets.subarray(0, octets.indexOf(0));
    },
  };
}

function columnIn(file: PagedFile, { start, end }: Section, size: number): Column {
  return { length: (end - start) / size, at: (index) => file.number(start + index * size, size) };
}
