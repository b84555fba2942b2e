import { answerOf } from "../../../assembly/geo/country";
import {
  ANSWER_6TO4,
  ANSWER_EXACT,
  ANSWER_FLIP,
  ANSWER_NAT64,
  CELL6_BASE_MASK,
  CELL6_BASE_SHIFT,
  CELL6_INNER,
  HEADER_SECTIONS,
  NODE4_OFFSET_SHIFT,
  ROOT4,
  ROOT6,
  ROOTS_END,
  SECTION_EXACT_ANSWER,
  SECTION_EXACT_FIRST,
  SECTION_EXACT_HIGH,
  SECTION_EXACT_LOW,
  SECTION_SIZE,
} from "../../../assembly/geo/image";
import { answer4 } from "../../../assembly/geo/ipv4";
import { answer6 } from "../../../assembly/geo/ipv6";
import { geoImage } from "../../../assembly/geo/table";

// What the images of these tests hold beyond the roots, each in a place of its own.
const CELLS4: u32 = ROOTS_END;
const ENTRIES4: u32 = ROOTS_END + 4096;
const CELLS6: u32 = ROOTS_END + 8192;
const ENTRIES6: u32 = ROOTS_END + 65536;
const EXACT: u32 = ROOTS_END + 131072;
const END: u32 = ROOTS_END + 135168;

function entry4(index: u32, key: u32, answer: u32): void {
  store<u32>(geoImage + ENTRIES4 + (index << 2), (key << 16) | (answer ^ ANSWER_FLIP));
}

function entry6(index: u32, key: u64, answer: u32): void {
  store<u64>(geoImage + ENTRIES6 + (index << 3), (key << 16) | (answer ^ ANSWER_FLIP));
}

function chunk4(prefix: u32, shift: u32): void {
  store<u32>(geoImage + ROOT4 + (prefix << 3), (CELLS4 << NODE4_OFFSET_SHIFT) | shift);
  store<u32>(geoImage + ROOT4 + (prefix << 3) + 4, ENTRIES4);
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
  test("every entry of a window, at its key and before it", () => {
    chunk4(0x0102, 16);
    for (let index: u32 = 0; index < 8; index++) entry4(index, index * 0x1001, 0x0200 + index + 2);
    for (let index: u32 = 0; index < 8; index++) {
      assert(answer4(0x01020000 + index * 0x1001) == 0x0200 + index + 2);
      if (index > 0) assert(answer4(0x01020000 + index * 0x1001 - 1) == 0x0200 + index + 1);
    }
    expect(answer4(0x0102ffff)).toBe(0x0209);
    expect(answer4(0x0101ffff)).toBe(1, "the chunk before");
    expect(answer4(0x01030000)).toBe(1, "the chunk after");
  });

  test("a key of the last address is no sentinel", () => {
    chunk4(0xffff, 16);
    entry4(0, 0, 2);
    for (let index: u32 = 1; index < 8; index++) entry4(index, 0xffff, 3);
    expect(answer4(0xfffffffe)).toBe(2);
    expect(answer4(0xffffffff)).toBe(3);
  });

  test("cells choose the window", () => {
    // Eight cells with four edges each: more than one window holds.
    chunk4(0, 13);
    for (let index: u32 = 0; index < 32; index++) entry4(index, index * 2048, index + 2);
    for (let index: u32 = 32; index < 36; index++) entry4(index, 0xffff, 33);
    for (let cell: u32 = 0; cell < 8; cell++) store<u16>(geoImage + CELLS4 + (cell << 1), <u16>(cell * 4));
    for (let index: u32 = 0; index < 32; index++) {
      assert(answer4(index * 2048) == index + 2);
      assert(answer4(index * 2048 + 2047) == index + 2);
    }
    expect(answer4(0xffff)).toBe(33);
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
    chunk4(0x0808, 16);
    for (let index: u32 = 0; index < 8; index++) entry4(index, index << 8, 2);
    entry4(0, 0, 0x0302);
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
    chunk4(0x0808, 16);
    for (let index: u32 = 0; index < 8; index++) entry4(index, 0, 2);
    expect(answerOf(0, 0xffff_0808_0808, false)).toBe(2);
    expect(answerOf(0, 0xffff_0808_0808, true)).toBe(1);
  });
});
