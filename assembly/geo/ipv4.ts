import { ANSWER_FLIP, CELL_BASE_MASK, CELL_BASE_SHIFT, ROOT_BITS, ROOT4 } from "./image";
import { geoImage } from "./table";

/** The answer for an IPv4 address: country | other country << 8. */
export function answer4(address: u32): u32 {
  const root: u32 = ROOT4 / 4 + (address >>> ROOT_BITS);
  let cell = load<u32>(geoImage + ((<usize>root) << 2));
  const next: u32 = ((cell >>> CELL_BASE_SHIFT) + (address >>> cell)) & CELL_BASE_MASK;
  cell = load<u32>(geoImage + ((<usize>select<u32>(next, root, <i32>cell < 0)) << 2));
  if (<i32>cell < 0) cell = deeperCell4(cell, address);

  // Three steps of a binary search; WINDOW4 is 7.
  const key: u32 = (address << ROOT_BITS) | 0xffff;
  let entry = geoImage + ((<usize>cell) << 2);
  entry += (<usize>(load<u32>(entry, 4 * 4) <= key)) << 4;
  entry += (<usize>(load<u32>(entry, 2 * 4) <= key)) << 3;
  entry += (<usize>(load<u32>(entry, 1 * 4) <= key)) << 2;
  return <u32>load<u16>(entry) ^ ANSWER_FLIP;
}

/** The leaf below a cell deeper than LEVELS4. */
function deeperCell4(inner: u32, address: u32): u32 {
  let cell = inner;
  while (<i32>cell < 0) {
    const next: u32 = ((cell >>> CELL_BASE_SHIFT) + (address >>> cell)) & CELL_BASE_MASK;
    cell = load<u32>(geoImage + ((<usize>next) << 2));
  }
  return cell;
}
