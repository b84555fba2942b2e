import { joined } from "../../octets.ts";
import { sha256Octets } from "../../platform/hash.ts";
import {
  ASSIGNMENTS,
  NAMES_PER_BLOCK,
  VENDOR_HEADER_COUNTS,
  VENDOR_HEADER_END,
  VENDOR_HEADER_NAMES,
  VENDOR_HEADER_SHA256,
  VENDOR_HEADER_SIZE,
  VENDOR_HEADER_VERSION,
  VENDOR_MAGIC,
  VENDOR_NAMES_MAX,
  VENDOR_VERSION,
} from "../vendor-image.ts";
import type { Registered } from "./registry.ts";

/** Compiles the registry to a vendor table. The same registry gives the same octets, wherever and whenever. */
export function compileVendors(registry: readonly (readonly Registered[])[]): Uint8Array {
  const all = registry.flat();
  const names = sortedNames(all);
  const numbers = new Map(names.map(({ text }, number) => [text, number]));
  if (names.length > VENDOR_NAMES_MAX) throw new Error(`${names.length} names, ${VENDOR_NAMES_MAX} fit`);

  const header = new Uint8Array(VENDOR_HEADER_END);
  const view = new DataView(header.buffer);
  registry.forEach(({ length }, index) => {
    view.setUint32(VENDOR_HEADER_COUNTS + index * 4, length, true);
  });
  view.setUint32(VENDOR_HEADER_NAMES, names.length, true);
  const { offsets, octets } = frontCoded(names.map((name) => name.octets));
  const image = joined([
    header,
    ...registry.map((assigned, index) => keyOctets(assigned, ASSIGNMENTS[index].keySize)),
    integers(
      all.map(({ organization }) => numbers.get(organization)!),
      2,
    ),
    integers(offsets, 4),
    octets,
  ]);

  const whole = new DataView(image.buffer);
  image.set(new TextEncoder().encode(VENDOR_MAGIC));
  whole.setUint32(VENDOR_HEADER_VERSION, VENDOR_VERSION, true);
  whole.setUint32(VENDOR_HEADER_SIZE, image.length, true);
  image.set(sha256Octets(image.subarray(VENDOR_HEADER_COUNTS)), VENDOR_HEADER_SHA256);
  return image;
}

interface Name {
  readonly text: string;
  readonly octets: Uint8Array;
}

/** Each once, in ascending order of its octets. */
function sortedNames(all: readonly Registered[]): Name[] {
  const encoder = new TextEncoder();
  return [...new Set(all.map(({ organization }) => organization))]
    .map((text) => ({ text, octets: encoder.encode(text) }))
    .sort((a, b) => compareOctets(a.octets, b.octets));
}

function compareOctets(a: Uint8Array, b: Uint8Array): number {
  const at = sharedSize(a, b);
  return (a[at] ?? -1) - (b[at] ?? -1);
}

function sharedSize(a: Uint8Array, b: Uint8Array): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}

function frontCoded(names: readonly Uint8Array[]): { offsets: number[]; octets: Uint8Array } {
  const offsets: number[] = [];
  const pieces: Uint8Array[] = [];
  let size = 0;
  names.forEach((name, number) => {
    const whole = number % NAMES_PER_BLOCK === 0;
    if (whole) offsets.push(size);
    const shared = whole ? 0 : sharedSize(names[number - 1], name);
    pieces.push(Uint8Array.of(shared, name.length - shared), name.subarray(shared));
    size += 2 + name.length - shared;
  });
  return { offsets, octets: joined(pieces) };
}

function keyOctets(assigned: readonly Registered[], keySize: number): Uint8Array {
  const octets = new Uint8Array(assigned.length * keySize);
  assigned.forEach(({ key }, number) => {
    for (let octet = 0; octet < keySize; octet++)
      octets[number * keySize + octet] = Math.floor(key / 256 ** (keySize - 1 - octet));
  });
  return octets;
}

function integers(values: readonly number[], size: 2 | 4): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * size));
  values.forEach((value, number) => {
    if (size === 2) view.setUint16(number * size, value, true);
    else view.setUint32(number * size, value, true);
  });
  return new Uint8Array(view.buffer);
}
