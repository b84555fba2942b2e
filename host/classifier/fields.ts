// Fields that the records of assembly/abi.ts share. A record class is a cursor over memory that it does not own:
// read what you need before the next batch.

import type { Address } from "../address.ts";

/** A u64 counter as a number; exact below 2^53. A small one stays an integer to V8, which keeps others in 16 octets more. */
export function counter(view: DataView, at: number): number {
  const low = view.getUint32(at, true);
  const high = view.getUint32(at + 4, true);
  return high === 0 ? low : low + high * 2 ** 32;
}

export function address(view: DataView, at: number, ipv6: boolean): Address {
  return { ipv6, high: view.getBigUint64(at, true), low: view.getBigUint64(at + 8, true) };
}

/** A MAC as it stands in a frame: six octets, the first in bits 47-40. */
export function ether(view: DataView, at: number): bigint {
  return (BigInt(view.getUint32(at)) << 16n) | BigInt(view.getUint16(at + 4));
}
