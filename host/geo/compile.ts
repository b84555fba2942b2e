import {
  ANSWER_FLIP,
  CELLS_START,
  HEADER_IMAGE_SIZE,
  HEADER_MAGIC,
  HEADER_SECTIONS,
  HEADER_SHA256,
  HEADER_VERSION,
  IMAGE_MAGIC,
  IMAGE_VERSION,
  LEVELS4,
  LEVELS6,
  ROOT_CELLS,
  ROOT4,
  ROOT6,
  SECTION_ALIGNMENT,
  SECTION_CELLS,
  SECTION_COUNTRIES,
  SECTION_ENTRIES4,
  SECTION_ENTRIES6,
  SECTION_EXACT_ANSWER,
  SECTION_EXACT_FIRST,
  SECTION_EXACT_HIGH,
  SECTION_EXACT_LOW,
  SECTION_METADATA,
  SECTION_SIZE,
  SECTIONS,
  WINDOW4,
  WINDOW6,
} from "../../assembly/geo/image.ts";
import { sha256Octets } from "../platform/hash.ts";
import { chunksOf } from "./chunk.ts";
import { ExactPrefixes } from "./exact.ts";
import { Cells, Fragments } from "./fragments.ts";
import type { Numbering } from "./numbering.ts";
import type { Segments } from "./segments.ts";
import type { StrideAims } from "./strides.ts";

const AIMS4: StrideAims = { keyBits: 16, window: WINDOW4, levels: LEVELS4, deeperCost: 20 };
const AIMS6: StrideAims = { keyBits: 48, window: WINDOW6, levels: LEVELS6, deeperCost: 20 };

const ANSWER_BITS = 16n;

/** Compiles both families and what is said about them to an image; the same input gives the same octets. */
export function compileImage(
  ipv4: Segments,
  ipv6: Segments,
  numbering: Numbering,
  metadata: object,
): Uint8Array {
  const cells = new Cells(CELLS_START / 4);
  const fragments4 = new Fragments(chunksOf(answeredEdges(ipv4, numbering), AIMS4.keyBits), AIMS4, cells);
  const exact = new ExactPrefixes();
  const prefixEdges = exact.extract(answeredEdges(ipv6, numbering));
  const fragments6 = new Fragments(chunksOf(prefixEdges, AIMS6.keyBits), AIMS6, cells);

  const entries4 = fragments4.keys.length;
  const entries6 = fragments6.keys.length;
  const metadataContent = new TextEncoder().encode(JSON.stringify(metadata));
  const sizes: number[] = [];
  sizes[SECTION_CELLS] = cells.length * 4;
  sizes[SECTION_ENTRIES4] = entries4 * 4;
  sizes[SECTION_ENTRIES6] = entries6 * 8;
  sizes[SECTION_EXACT_HIGH] = exact.highs.length * 8;
  sizes[SECTION_EXACT_LOW] = exact.lows.length * 8;
  sizes[SECTION_EXACT_FIRST] = exact.firsts.length * 4;
  sizes[SECTION_EXACT_ANSWER] = exact.answers.length * 2;
  sizes[SECTION_COUNTRIES] = numbering.codes.length * 2;
  sizes[SECTION_METADATA] = metadataContent.length;
  const starts: number[] = [];
  let end = CELLS_START;
  for (let section = 0; section < SECTIONS; section++) {
    starts[section] = Math.ceil(end / SECTION_ALIGNMENT) * SECTION_ALIGNMENT;
    end = starts[section] + sizes[section];
  }

  fragments4.place(starts[SECTION_ENTRIES4] / 4);
  fragments6.place(starts[SECTION_ENTRIES6] / 8);

  const image = new Uint8Array(end);
  const { buffer } = image;
  new Uint32Array(buffer, ROOT4, ROOT_CELLS).set(fragments4.root);
  new Uint32Array(buffer, ROOT6, ROOT_CELLS).set(fragments6.root);
  new Uint32Array(buffer, starts[SECTION_CELLS], cells.length).set(cells.content);
  const target4 = new Uint32Array(buffer, starts[SECTION_ENTRIES4], entries4);
  for (let index = 0; index < entries4; index++)
    target4[index] = (fragments4.keys[index] << 16) | (fragments4.answers[index] ^ ANSWER_FLIP);
  const target6 = new BigUint64Array(buffer, starts[SECTION_ENTRIES6], entries6);
  for (let index = 0; index < entries6; index++)
    target6[index] =
      (BigInt(fragments6.keys[index]) << ANSWER_BITS) | BigInt(fragments6.answers[index] ^ ANSWER_FLIP);
  new BigUint64Array(buffer, starts[SECTION_EXACT_HIGH], exact.highs.length).set(exact.highs);
  new BigUint64Array(buffer, starts[SECTION_EXACT_LOW], exact.lows.length).set(exact.lows);
  new Uint32Array(buffer, starts[SECTION_EXACT_FIRST], exact.firsts.length).set(exact.firsts);
  const exactAnswers = new Uint16Array(buffer, starts[SECTION_EXACT_ANSWER], exact.answers.length);
  exactAnswers.set(exact.answers.map((answer) => answer ^ ANSWER_FLIP));
  const codes = numbering.codes.map((code) => code.padEnd(2, "\0")).join("");
  image.set(new TextEncoder().encode(codes), starts[SECTION_COUNTRIES]);
  image.set(metadataContent, starts[SECTION_METADATA]);

  const header = new DataView(buffer);
  image.set(new TextEncoder().encode(IMAGE_MAGIC), HEADER_MAGIC);
  header.setUint32(HEADER_VERSION, IMAGE_VERSION, true);
  header.setUint32(HEADER_IMAGE_SIZE, end, true);
  for (let section = 0; section < SECTIONS; section++) {
    header.setUint32(HEADER_SECTIONS + section * SECTION_SIZE, starts[section], true);
    header.setUint32(HEADER_SECTIONS + section * SECTION_SIZE + 4, starts[section] + sizes[section], true);
  }
  image.set(sha256Octets(image.subarray(HEADER_SECTIONS)), HEADER_SHA256);
  return image;
}

function* answeredEdges({ keys, answers }: Segments, numbering: Numbering): Generator<[bigint, number]> {
  for (let index = 0; index < keys.length; index++) yield [keys[index], numbering.answer(answers[index])];
}
