import {
  ANSWER_FLIP,
  DIVIDED_COUNTRY,
  NODE4_WORD_SHIFT,
  ROOT_BITS,
  ROOT4,
  WORD4_CELL_BITS,
  WORD4_INNER,
  WORD4_RUNS,
  WORD4_SIZE,
  WORD4_STARTS,
} from "./image";
import { geoImage } from "./table";

/**
 * The answer for an IPv4 address: country | other country << 8. Of all routed addresses 3 in 1,000 lie in a divided
 * cell: a processor foresees the branch, and has the loads of several lookups under way.
 */
export function answer4(address: u32): u32 {
  const node = load<u32>((<usize>(address >>> ROOT_BITS)) << 2, geoImage + ROOT4);
  const cell = (address & 0xffff) >>> node;
  const word = (node >>> NODE4_WORD_SHIFT) + (cell >>> WORD4_CELL_BITS);
  const answer = run4(word, cell);

  const division = answer >>> 8;
  if ((answer & 0xff) != DIVIDED_COUNTRY || division == 0) return answer;

  const first = inner4(word) + division;
  const innerCell = (address & 0xff) >>> inner4(first);
  return run4(first + (innerCell >>> WORD4_CELL_BITS), innerCell);
}

/** What the run says in which a cell of a word lies: those that start up to the cell are counted. */
function run4(word: u32, cell: u32): u32 {
  const at = <usize>word * WORD4_SIZE;
  const started = popcnt<u64>(load<u64>(at, geoImage + WORD4_STARTS) << (<u64>~cell));
  const index = load<u32>(at, geoImage + WORD4_RUNS) + <u32>started;
  return <u32>load<u16>((<usize>index) << 1, geoImage) ^ ANSWER_FLIP;
}

function inner4(word: u32): u32 {
  return load<u32>(<usize>word * WORD4_SIZE, geoImage + WORD4_INNER);
}
