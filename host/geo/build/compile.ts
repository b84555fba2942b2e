import {
  ANSWER_EXACT,
  ANSWER_FLIP,
  CHUNKS,
  IMAGE_MAGIC,
  IMAGE_VERSION,
  KEY4_BITS,
  KEY6_BITS,
  ROOT4,
  ROOT6,
  ROOTS_END,
  SECTION_CELLS6,
  SECTION_COUNTRIES,
  SECTION_ENTRIES6,
  SECTION_EXACT_ANSWER,
  SECTION_EXACT_FIRST,
  SECTION_EXACT_HIGH,
  SECTION_EXACT_LOW,
  SECTION_FRAGMENTS4,
  SECTION_METADATA,
} from "../../../assembly/geo/image.ts";
import { chunksOf } from "./chunk.ts";
import { ExactPrefixes } from "./exact.ts";
import { Fragments4 } from "./fragments4.ts";
import { Fragments6 } from "./fragments6.ts";
import { Layout, seal } from "./layout.ts";
import type { Numbering } from "./numbering.ts";
import type { Segments } from "./segments.ts";

const ANSWER_BITS = 16n;

/** Compiles both families and what is said about them to an image; the same input gives the same octets. */
export function compileImage(
  ipv4: Segments,
  ipv6: Segments,
  numbering: Numbering,
  metadata: object,
): Uint8Array {
  const layout = new Layout(ROOTS_END);
  const fragments4Start = layout.place(SECTION_FRAGMENTS4);
  const fragments4 = new Fragments4(chunksOf(answeredEdges(ipv4, numbering), KEY4_BITS), fragments4Start);
  layout.end(fragments4.content.length * 2);
  const cells6 = layout.place(SECTION_CELLS6);
  const exact = new ExactPrefixes(ANSWER_EXACT);
  const edges6 = exact.extract(answeredEdges(ipv6, numbering));
  const fragments6 = new Fragments6(chunksOf(edges6, KEY6_BITS), cells6 / 4);
  layout.end(fragments6.cells.length * 4);

  const { keys, answers } = fragments6.entries;
  const entries6 = layout.place(SECTION_ENTRIES6, keys.length * 8);
  const exactHigh = layout.place(SECTION_EXACT_HIGH, exact.highs.length * 8);
  const exactLow = layout.place(SECTION_EXACT_LOW, exact.lows.length * 8);
  const exactFirst = layout.place(SECTION_EXACT_FIRST, exact.firsts.length * 4);
  const exactAnswer = layout.place(SECTION_EXACT_ANSWER, exact.answers.length * 2);
  const codes = new TextEncoder().encode(numbering.codes.map((code) => code.padEnd(2, "\0")).join(""));
  const countries = layout.place(SECTION_COUNTRIES, codes.length);
  const metadataText = new TextEncoder().encode(JSON.stringify(metadata));
  const metadataStart = layout.place(SECTION_METADATA, metadataText.length);

  const image = new Uint8Array(layout.size);
  const { buffer } = image;
  new Uint32Array(buffer, ROOT4, CHUNKS).set(fragments4.root);
  new Uint16Array(buffer, fragments4Start, fragments4.content.length).set(fragments4.content);
  fragments6.place(entries6 / 8);
  new Uint32Array(buffer, ROOT6, CHUNKS).set(fragments6.root);
  new Uint32Array(buffer, cells6, fragments6.cells.length).set(fragments6.cells.content);
  const target6 = new BigUint64Array(buffer, entries6, keys.length);
  for (let index = 0; index < keys.length; index++)
    target6[index] = (BigInt(keys[index]) << ANSWER_BITS) | BigInt(answers[index] ^ ANSWER_FLIP);
  new BigUint64Array(buffer, exactHigh, exact.highs.length).set(exact.highs);
  new BigUint64Array(buffer, exactLow, exact.lows.length).set(exact.lows);
  new Uint32Array(buffer, exactFirst, exact.firsts.length).set(exact.firsts);
  const exactAnswers = new Uint16Array(buffer, exactAnswer, exact.answers.length);
  exactAnswers.set(exact.answers.map((answer) => answer ^ ANSWER_FLIP));
  image.set(codes, countries);
  image.set(metadataText, metadataStart);

  seal(image, IMAGE_MAGIC, IMAGE_VERSION, layout);
  return image;
}

function* answeredEdges({ keys, answers }: Segments, numbering: Numbering): Generator<[bigint, number]> {
  for (let index = 0; index < keys.length; index++) yield [keys[index], numbering.answer(answers[index])];
}
