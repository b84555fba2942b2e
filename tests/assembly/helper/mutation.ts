// Seeded damage to octets.

import { Octets } from "./octets";

let state: u32 = 1;

export function seed(value: u32): void {
  state = value;
}

/** Below `bound` (xorshift32). */
export function random(bound: u32): u32 {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state % bound;
}

/** A copy with one to four damages: another octet, one more, one less, one lost tail, an edge value. */
export function damaged(octets: Octets): Octets {
  const copy = octets.copy();
  const values = copy.values;
  for (let damages = 1 + random(4); damages > 0 && values.length > 1; damages--) {
    const at = <i32>random(values.length);
    switch (random(16)) {
      case 0:
        values.splice(at, 1);
        break;
      case 1:
        values.splice(at, <i32>random(8));
        break;
      case 2:
        values.length = at + 1;
        break;
      case 3:
      case 4:
      case 5:
        values[at] = random(2) ? 0xff : 0x00;
        break;
      case 6:
      case 7:
      case 8:
        values[at] = values[at] + <u8>(random(2) ? 1 : 0xff);
        break;
      case 9:
        values.push(<u8>random(256));
        break;
      default:
        values[at] = <u8>random(256);
    }
  }
  return copy;
}
