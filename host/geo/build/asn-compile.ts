import { CHUNKS, KEY4_BITS, KEY6_BITS } from "../../../assembly/geo/image.ts";
import {
  ASN_MAGIC,
  ASN_VERSION,
  CONTENT_START,
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
  SYSTEM_EXACT,
  SYSTEM_SIZE,
} from "../asn/image.ts";
import type { SystemName } from "../source/systems.ts";
import { ExactPrefixes } from "./exact.ts";
import { Layout, seal } from "./layout.ts";
import type { OrganizationTexts } from "./organizations.ts";
import type { Segments } from "./segments.ts";

/** Compiles both families, the systems that they name and what is said about them to an image. */
export function compileAsnImage(
  ipv4: Segments,
  ipv6: Segments,
  systems: readonly SystemName[],
  organizations: OrganizationTexts,
  metadata: object,
): Uint8Array {
  const edges4 = new EdgeColumns(edgesOf(ipv4), KEY4_BITS);
  const exact = new ExactPrefixes(SYSTEM_EXACT);
  const edges6 = new EdgeColumns(exact.extract(edgesOf(ipv6)), KEY6_BITS);

  const columns: [section: number, content: ArrayBufferView][] = [
    [SECTION_ROOT4, edges4.roots],
    [SECTION_KEY4, Uint16Array.from(edges4.keys)],
    [SECTION_SYSTEM4, column24(edges4.systems)],
    [SECTION_ROOT6, edges6.roots],
    [SECTION_KEY6_HIGH, Uint32Array.from(edges6.keys, (key) => Math.floor(key / 0x10000))],
    [SECTION_KEY6_LOW, Uint16Array.from(edges6.keys, (key) => key % 0x10000)],
    [SECTION_SYSTEM6, column24(edges6.systems)],
    [SECTION_EXACT_HIGH, BigUint64Array.from(exact.highs)],
    [SECTION_EXACT_LOW, BigUint64Array.from(exact.lows)],
    [SECTION_EXACT_FIRST, Uint32Array.from(exact.firsts)],
    [SECTION_EXACT_SYSTEM, column24(exact.answers)],
    [SECTION_NUMBER, Uint32Array.from(systems, ({ asn }) => asn)],
    [SECTION_TEXT, Uint32Array.from(systems, ({ organization }) => organizations.offsetOf(organization))],
    [SECTION_ORGANIZATIONS, organizations.content],
    [SECTION_METADATA, new TextEncoder().encode(JSON.stringify(metadata))],
  ];
  const layout = new Layout(CONTENT_START);
  for (const [section, { byteLength }] of columns) layout.place(section, byteLength);
  const image = new Uint8Array(layout.size);
  for (const [section, { buffer, byteOffset, byteLength }] of columns)
    image.set(new Uint8Array(buffer, byteOffset, byteLength), layout.sections[section].start);
  seal(image, ASN_MAGIC, ASN_VERSION, layout);
  return image;
}

function* edgesOf({ keys, answers }: Segments): Generator<[bigint, number]> {
  for (let index = 0; index < keys.length; index++) yield [keys[index], answers[index]];
}

/** The edges of one family, by chunk. */
class EdgeColumns {
  readonly roots = new Uint32Array(CHUNKS + 1);
  /** What follows the chunk in an edge's address. */
  readonly keys: number[] = [];
  readonly systems: number[] = [];

  /** `edges` ascend from 0; `keyBits` follow the chunk. Adjacent ones of the same system become one. */
  constructor(edges: Iterable<readonly [bigint, number]>, keyBits: number) {
    const bits = BigInt(keyBits);
    let chunk = 0;
    for (const [key, system] of edges) {
      if (system === this.systems.at(-1)) continue;
      const next = Number(key >> bits);
      while (chunk < next) this.roots[++chunk] = this.keys.length;
      this.keys.push(Number(BigInt.asUintN(keyBits, key)));
      this.systems.push(system);
    }
    this.roots.fill(this.keys.length, chunk + 1);
  }
}

function column24(numbers: readonly number[]): Uint8Array {
  const column = new Uint8Array(numbers.length * SYSTEM_SIZE);
  for (const [index, number] of numbers.entries()) {
    column[index * SYSTEM_SIZE] = number;
    column[index * SYSTEM_SIZE + 1] = number >>> 8;
    column[index * SYSTEM_SIZE + 2] = number >>> 16;
  }
  return column;
}
