// A frame to read into, and octets to read, written as hex.

import { HAS_TIME } from "../../../assembly/abi";
import { clear, Frame, frameAt } from "../../../assembly/frame";

const SIZE: i32 = 4096;
/** Not 0, so that a read behind the end finds something to misunderstand. */
const BEHIND: u8 = 0xa5;

export const frame: Frame = frameAt(0);
/** Where the written octets start. */
export const start: usize = memory.data(SIZE, 64);

/** Writes octets as hex, spaces ignored; returns their end, and forgets the frame. */
export function write(hex: string): usize {
  memory.fill(start, BEHIND, SIZE);
  forget();
  return append(start, hex);
}

/** Writes more octets at `at`; returns their end. */
export function append(at: usize, hex: string): usize {
  const digits = hex.replaceAll(" ", "");
  assert(digits.length % 2 == 0, hex);
  for (let k = 0; k < digits.length; k += 2) {
    const octet = <u8>I32.parseInt(digits.substring(k, k + 2), 16);
    store<u8>(at++, octet);
  }
  assert(at <= start + SIZE, "more octets than the helper holds");
  return at;
}

/** `times` times the same octets. */
export function repeat(at: usize, hex: string, times: i32): usize {
  for (let k = 0; k < times; k++) at = append(at, hex);
  return at;
}

/** Forgets what was read, as a walker does before each frame. */
export function forget(): void {
  frame.present = HAS_TIME;
  frame.packets = 1;
  clear(frame);
  frame.octets = <u32>start;
  frame.captured = 0;
  frame.length = 0;
}

export function has(bits: u32): bool {
  return (frame.present & bits) == bits;
}
