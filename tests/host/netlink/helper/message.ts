import { joined, Octets } from "../../helper/octets.ts";

const HEADER_SIZE = 16;

export interface Header {
  readonly type: number;
  readonly flags?: number;
  readonly sequence?: number;
}

/** A message as the kernel sends it, padded. */
export function message(
  { type, flags = 0, sequence = 0 }: Header,
  ...parts: readonly Uint8Array[]
): Uint8Array {
  const payload = joined(...parts);
  return new Octets(true)
    .u32(HEADER_SIZE + payload.length)
    .u16(type)
    .u16(flags)
    .u32(sequence)
    .u32(0)
    .raw(payload)
    .pad()
    .toBytes();
}

/** An attribute, padded. */
export function attribute(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const payload = joined(...parts);
  return new Octets(true)
    .u16(4 + payload.length)
    .u16(type)
    .raw(payload)
    .pad()
    .toBytes();
}

export function u8(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

export function u16(value: number): Uint8Array {
  return new Octets(true).u16(value).toBytes();
}

export function u32(value: number): Uint8Array {
  return new Octets(true).u32(value).toBytes();
}

export function u32be(value: number): Uint8Array {
  return new Octets(false).u32(value).toBytes();
}

export function u16be(value: number): Uint8Array {
  return new Octets(false).u16(value).toBytes();
}

export function u64be(value: bigint): Uint8Array {
  return new Octets(false).u64(value).toBytes();
}

/** With the NUL that ends a name. */
export function text(value: string): Uint8Array {
  return new TextEncoder().encode(`${value}\0`);
}
