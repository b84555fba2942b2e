import { SYSTEM_SIZE } from "./image.ts";

/** The numbers of a section, in memory or in a file. */
export interface Column {
  readonly length: number;
  readonly at: (index: number) => number;
}

export function column(numbers: Uint16Array | Uint32Array): Column {
  return { length: numbers.length, at: (index) => numbers[index] };
}

/** Of u24. */
export function systemColumn(octets: Uint8Array): Column {
  const at = (index: number) => systemAt(octets, index);
  return { length: octets.length / SYSTEM_SIZE, at };
}

/** Two of one length, as the upper and the 16 lower bits of one. */
export function joinedColumn(highs: Column, lows: Column): Column {
  return { length: lows.length, at: (index) => highs.at(index) * 0x10000 + lows.at(index) };
}

function systemAt(octets: Uint8Array, index: number): number {
  const at = index * SYSTEM_SIZE;
  return octets[at] | (octets[at + 1] << 8) | (octets[at + 2] << 16);
}
