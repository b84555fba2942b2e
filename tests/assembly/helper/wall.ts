// Octets that end where memory ends: whoever reads past them traps.

import { NAME_FOUND, nameAt, nameEnd } from "../../../assembly/app/result";
import { Octets } from "./octets";

/** A reader of [at, end). */
export type Reader = (at: usize, end: usize) => u32;

const PAGES: i32 = 3;

let end: usize = 0;

/** Puts the first `size` octets before the wall; returns where they start. */
export function beforeWall(octets: Octets, size: i32 = octets.size): usize {
  const at = wall() - size;
  memory.copy(at, octets.values.dataStart, size);
  return at;
}

/** The end of memory, unless the heap has grown since. */
export function wall(): usize {
  if ((<usize>memory.size()) << 16 != end) {
    assert(memory.grow(PAGES) != -1, "no memory");
    end = (<usize>memory.size()) << 16;
  }
  return end;
}

/** What a reader says of the first `size` octets, whatever stands behind them. */
export function read(reader: Reader, octets: Octets, size: i32 = octets.size): u32 {
  const result = readWhole(reader, octets, size);
  const name = result == NAME_FOUND ? raw() : "";
  const at = beforeWall(octets);
  for (let poison = 0; poison < 3; poison++) {
    if (poison > 0) memory.fill(at + size, poison == 1 ? 0x00 : 0xff, octets.size - size);
    assert(reader(at, at + size) == result, "reads past " + size.toString());
    assert(result != NAME_FOUND || raw() == name, "a name from past " + size.toString());
  }
  return result;
}

/** The same, without looking at what stands behind. */
export function readWhole(reader: Reader, octets: Octets, size: i32 = octets.size): u32 {
  const at = beforeWall(octets, size);
  return reader(at, at + size);
}

/** The name that was found, one character an octet. */
export function raw(): string {
  let name = "";
  for (let at = nameAt; at < nameEnd; at++) name += String.fromCharCode(load<u8>(at));
  return name;
}

/** Before octet `foundAt` more is wanted, from it on the name is there. */
export function findsAt(reader: Reader, octets: Octets, foundAt: i32, more: u32, name: string): void {
  for (let size = 0; size <= octets.size; size++) {
    const result = read(reader, octets, size);
    const what = "size " + size.toString();
    assert(result == (size < foundAt ? more : NAME_FOUND), what + ": " + result.toString());
    assert(result != NAME_FOUND || raw() == name, what + ": " + raw());
  }
}
