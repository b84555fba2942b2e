// Fields that the records of assembly/abi.ts share. A record class is a cursor over memory that it does not own:
// read what you need before the next batch.

import type { Address } from "../address.ts";

/** A u64 counter as a number; exact below 2^53. */
export function counter(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

export function address(view: DataView, at: number, ipv6: boolean): Address {
  return { ipv6, high: view.getBigUint64(at, true), low: view.getBigUint64(at + 8, true) };
}

/** A MAC as it stands in a frame: six octets, the first in bits 47-40. */
export function ether(view: DataView, at: number): bigint {
  return (BigInt(view.getUint32(at)) << 16n) | BigInt(view.getUint16(at + 4));
}
