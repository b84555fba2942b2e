import { answerOf } from "../../../assembly/geo/country";
import {
  ANSWER_6TO4,
  ANSWER_EXACT,
  ANSWER_FLIP,
  ANSWER_NAT64,
  CELL6_BASE_MASK,
  CELL6_BASE_SHIFT,
  CELL6_INNER,
  DIVIDED_COUNTRY,
  HEADER_SECTIONS,
  NODE4_WORD_SHIFT,
  ROOT4,
  ROOT6,
  ROOTS_END,
  SECTION_EXACT_ANSWER,
  SECTION_EXACT_FIRST,
  SECTION_EXACT_HIGH,
  SECTION_EXACT_LOW,
  SECTION_SIZE,
  WORD4_INNER,
  WORD4_RUNS,
  WORD4_SIZE,
} from "../../../assembly/geo/image";
import { answer4 } from "../../../assembly/geo/ipv4";
import { answer6 } from "../../../assembly/geo/ipv6";
import { geoImage } from "../../../assembly/geo/table";

// What the images of these tests hold beyond the roots, each in a place of its own.
const FIRST_WORD4: u32 = ROOTS_END / WORD4_SIZE;
const RUNS4: u32 = ROOTS_END + 4096;
const CELLS6: u32 = ROOTS_END + 8192;
const ENTRIES6: u32 = ROOTS_END + 65536;
const EXACT: u32 = ROOTS_END + 131072;
const END: u32 = ROOTS_END + 135168;

/** A chunk whose words start at `word`, counted from the end of the roots. */
function node4(prefix: u32, word: u32, shift: u32): void {
  store<u32>(geoImage + ROOT4 + (prefix << 2), ((FIRST_WORD4 + word) << NODE4_WORD_SHIFT) | shift);
}

/** Whose first run is `run`; `inner`: the word before those of its divided cells, or a shift. */
function word4(word: u32, starts: u64, run: u32, inner: u32): void {
  const at = geoImage + ROOTS_END + word * WORD4_SIZE;
  store<u64>(at, starts);
  store<u32>(at + WORD4_RUNS, RUNS4 / 2 + run - 1);
  store<u32>(at + WORD4_INNER, inner);
}

function run4(run: u32, answer: u32): void {
  store<u16>(geoImage + RUNS4 + (run << 1), <u16>(answer ^ ANSWER_FLIP));
}

function entry6(index: u32, key: u64, answer: u32): void {
  store<u64>(geoImage + ENTRIES6 + (index << 3), (key << 16) | (answer ^ ANSWER_FLIP));
}

function root6(prefix: u32, cell: u32): void {
  store<u32>(geoImage + ROOT6 + (prefix << 2), cell);
}

/** A leaf whose window starts at an entry. */
function leaf6(entry: u32): u32 {
  return ENTRIES6 / 8 + entry;
}

/** An inner cell: from cell `first` of this test on, by the bits of `prefix` above `shift`. */
function inner6(first: u32, prefix: u64, shift: u32): u32 {
  const base = (CELLS6 / 4 + first - <u32>(prefix >> shift)) & CELL6_BASE_MASK;
  return CELL6_INNER | (base << CELL6_BASE_SHIFT) | shift;
}

function cell6(index: u32, cell: u32): void {
  store<u32>(geoImage + CELLS6 + (index << 2), cell);
}

/** The same answer from entry `from` on, with keys that no address reaches: what fills a window. */
function fill6(from: u32, to: u32, answer: u32): void {
  for (let index = from; index < to; index++) entry6(index, 0xffff_ffff_ffff, answer);
}

beforeEach(() => {
  memory.fill(geoImage, 0, END);
});

describe("no table", () => {
  test("everything is ZZ", () => {
    expect(answer4(0)).toBe(1);
    expect(answer4(0xffffffff)).toBe(1);
    expect(answer6(0, 0)).toBe(1);
    expect(answer6(0x20010db8 << 32, u64.MAX_VALUE)).toBe(1);
    expect(answer6(u64.MAX_VALUE, u64.MAX_VALUE)).toBe(1);
  });
});

describe("IPv4", () => {
  test("every cell of a word, from its first address to its last", () => {
    node4(0x0102, 1, 10);
    word4(1, u64.MAX_VALUE, 0, 0);
    for (let cell: u32 = 0; cell < 64; cell++) run4(cell, 0x0200 + cell + 2);
    for (let cell: u32 = 0; cell < 64; cell++) {
      assert(answer4(0x01020000 + cell * 1024) == 0x0200 + cell + 2);
      assert(answer4(0x01020000 + cell * 1024 + 1023) == 0x0200 + cell + 2);
    }
    expect(answer4(0x0101ffff)).toBe(1, "the chunk before");
    expect(answer4(0x01030000)).toBe(1, "the chunk after");
  });

  test("a run goes on until another starts", () => {
    node4(0x0102, 1, 10);
    word4(1, 1 | (1 << 5) | ((<u64>1) << 63), 7, 0);
    run4(7, 2);
    run4(8, 3);
    run4(9, 4);
    expect(answer4(0x01020000)).toBe(2);
    expect(answer4(0x010213ff)).toBe(2);
    expect(answer4(0x01021400)).toBe(3);
    expect(answer4(0x0102fbff)).toBe(3);
    expect(answer4(0x0102fc00)).toBe(4);
    expect(answer4(0x0102ffff)).toBe(4);
  });

  test("a chunk without an edge", () => {
    node4(0xffff, 1, 16);
    word4(1, 1, 0, 0);
    run4(0, 0x0302);
    expect(answer4(0xffff0000)).toBe(0x0302);
    expect(answer4(0xffffffff)).toBe(0x0302);
  });

  test("more cells than a word has", () => {
    node4(0, 1, 8);
    for (let word: u32 = 0; word < 4; word++) {
      word4(1 + word, 1 | ((<u64>1) << 32), 2 * word, 0);
      run4(2 * word, 10 + word);
      run4(2 * word + 1, 20 + word);
    }
    for (let word: u32 = 0; word < 4; word++) {
      assert(answer4(word << 14) == 10 + word);
      assert(answer4((word << 14) + 0x1fff) == 10 + word);
      assert(answer4((word << 14) + 0x2000) == 20 + word);
      assert(answer4((word << 14) + 0x3fff) == 20 + word);
    }
  });

  test("divided cells, and those beside them", () => {
    node4(0x0a0b, 1, 8);
    // Cell 3 in four cells of 64 addresses, cell 9 in 256 of one.
    word4(1, 1 | (1 << 3) | (1 << 4) | (1 << 9) | (1 << 10), 0, FIRST_WORD4 + 4);
    run4(0, 2);
    run4(1, DIVIDED_COUNTRY | (1 << 8));
    run4(2, 0);
    run4(3, DIVIDED_COUNTRY | (2 << 8));
    run4(4, 3);
    word4(5, 0b1101, 5, 6);
    for (let run: u32 = 5; run < 8; run++) run4(run, 0x4000 + run);
    for (let word: u32 = 0; word < 4; word++) word4(6 + word, u64.MAX_VALUE, 8 + 64 * word, 0);
    for (let address: u32 = 0; address < 256; address++) run4(8 + address, 0x5002 + (address << 1));
    expect(answer4(0x0a0b02ff)).toBe(2);
    expect(answer4(0x0a0b0300)).toBe(0x4005);
    expect(answer4(0x0a0b037f)).toBe(0x4005);
    expect(answer4(0x0a0b0380)).toBe(0x4006);
    expect(answer4(0x0a0b03bf)).toBe(0x4006);
    expect(answer4(0x0a0b03c0)).toBe(0x4007);
    expect(answer4(0x0a0b03ff)).toBe(0x4007);
    expect(answer4(0x0a0b0400)).toBe(0, "no country is no division");
    for (let address: u32 = 0; address < 256; address++)
      assert(answer4(0x0a0b0900 + address) == 0x5002 + (address << 1));
    expect(answer4(0x0a0b0a00)).toBe(3);
  });
});

describe("IPv6", () => {
  test("every entry of a window, at its key and before it", () => {
    root6(0x2001, leaf6(0));
    for (let index: u32 = 0; index < 16; index++) entry6(index, (<u64>index) << 32, index + 2);
    for (let index: u32 = 0; index < 16; index++) {
      const high = ((<u64>0x2001) << 48) | ((<u64>index) << 32);
      assert(answer6(high, 0) == index + 2);
      assert(answer6(high | 0xffff_ffff, u64.MAX_VALUE) == index + 2);
    }
    expect(answer6(((<u64>0x2001) << 48) - 1, u64.MAX_VALUE)).toBe(1);
  });

  test("as many levels as there may be", () => {
    // Each level one bit; the upper half goes deeper, the lower one is a leaf.
    const chunk = (<u64>0x2a00) << 48;
    let prefix = chunk;
    root6(0x2a00, inner6(0, prefix, 47));
    for (let level: u32 = 0; level < 5; level++) {
      cell6(2 * level, leaf6(16 * level));
      entry6(16 * level, 0, level + 2);
      fill6(16 * level + 1, 16 * level + 16, level + 2);
      prefix |= (<u64>1) << (47 - level);
      if (level < 4) cell6(2 * level + 1, inner6(2 * level + 2, prefix, 46 - level));
      else cell6(2 * level + 1, leaf6(80));
    }
    entry6(80, 0, 99);
    fill6(81, 96, 99);
    prefix = chunk;
    for (let level: u32 = 0; level < 5; level++) {
      assert(answer6(prefix, 0) == level + 2);
      prefix |= (<u64>1) << (47 - level);
    }
    expect(answer6(prefix, 0)).toBe(99);
    expect(answer6(chunk | 0xffff_ffff_ffff, u64.MAX_VALUE)).toBe(99);
  });

  test("6to4 and NAT64 are looked up as the IPv4 in them", () => {
    node4(0x0808, 1, 8);
    word4(1, 0b11, 0, 0);
    run4(0, 0x0302);
    run4(1, 2);
    root6(0x2002, leaf6(0));
    entry6(0, 0, ANSWER_6TO4);
    fill6(1, 16, ANSWER_6TO4);
    expect(answer6(0x2002_0808_0001_ffff, u64.MAX_VALUE)).toBe(0x0302);
    expect(answer6(0x2002_0808_0100_0000, 0)).toBe(2);
    expect(answer6(0x2002_0909_0000_0000, 0)).toBe(1);
    root6(0x0064, leaf6(16));
    entry6(16, 0, ANSWER_NAT64);
    fill6(17, 32, ANSWER_NAT64);
    expect(answer6(0x0064_ff9b_0000_0000, 0x0000_0000_0808_0001)).toBe(0x0302);
  });

  test("edges inside a /64", () => {
    root6(0x2001, leaf6(0));
    entry6(0, 0, ANSWER_EXACT);
    fill6(1, 16, ANSWER_EXACT);
    const sections = geoImage + HEADER_SECTIONS;
    store<u32>(sections + SECTION_EXACT_HIGH * SECTION_SIZE, EXACT);
    store<u32>(sections + SECTION_EXACT_HIGH * SECTION_SIZE + 4, EXACT + 24);
    store<u32>(sections + SECTION_EXACT_LOW * SECTION_SIZE, EXACT + 64);
    store<u32>(sections + SECTION_EXACT_FIRST * SECTION_SIZE, EXACT + 128);
    store<u32>(sections + SECTION_EXACT_ANSWER * SECTION_SIZE, EXACT + 192);
    const chunk = (<u64>0x2001) << 48;
    // Three /64s with one, two and three answers, a quarter of the addresses apart.
    let edge: u32 = 0;
    for (let half: u32 = 0; half < 3; half++) {
      store<u64>(geoImage + EXACT + (half << 3), chunk | (10 * half));
      store<u32>(geoImage + EXACT + 128 + (half << 2), edge);
      for (let count: u32 = 0; count <= half; count++, edge++) {
        store<u64>(geoImage + EXACT + 64 + (edge << 3), (<u64>count) << 62);
        store<u16>(geoImage + EXACT + 192 + (edge << 1), <u16>((edge + 2) ^ ANSWER_FLIP));
      }
    }
    store<u32>(geoImage + EXACT + 128 + 12, edge);
    expect(answer6(chunk, 0)).toBe(2);
    expect(answer6(chunk, u64.MAX_VALUE)).toBe(2);
    expect(answer6(chunk | 10, 0)).toBe(3);
    expect(answer6(chunk | 10, u64.MAX_VALUE)).toBe(4);
    expect(answer6(chunk | 20, 0x3fff_ffff_ffff_ffff)).toBe(5);
    expect(answer6(chunk | 20, 0x4000_0000_0000_0000)).toBe(6);
    expect(answer6(chunk | 20, 0x7fff_ffff_ffff_ffff)).toBe(6);
    expect(answer6(chunk | 20, 0x8000_0000_0000_0000)).toBe(7);
    expect(answer6(chunk | 20, u64.MAX_VALUE)).toBe(7);
  });
});

describe("either family", () => {
  test("IPv4 is told by its flag, not by its bits", () => {
    node4(0x0808, 1, 16);
    word4(1, 1, 0, 0);
    run4(0, 2);
    expect(answerOf(0, 0xffff_0808_0808, false)).toBe(2);
    expect(answerOf(0, 0xffff_0808_0808, true)).toBe(1);
  });
});
