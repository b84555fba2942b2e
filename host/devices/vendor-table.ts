import { OperatorError } from "../errors.ts";
import { besideBundle, fileExists, readWholeFile } from "../platform/files.ts";
import { isSha256Of } from "../platform/hash.ts";
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
  VENDOR_NAME_OCTETS_MAX,
  VENDOR_VERSION,
} from "./vendor-image.ts";

const MAC_BITS = 48;
const SHA256_SIZE = 32;

/** The keys of one size of assignment; `first` is the number of its first among all keys. */
interface Keys {
  readonly start: number;
  readonly keySize: number;
  readonly count: number;
  readonly first: number;
  /** A MAC divided by it is its key's bits, before those of zero that fill the last octet. */
  readonly below: number;
  readonly fill: number;
}

/** Whose a MAC prefix is. The content has passed `vendorDamageOf`. */
export class VendorTable {
  readonly #image: Uint8Array;
  readonly #view: DataView;
  /** Longest prefix first. */
  readonly #keys: readonly Keys[];
  readonly #numbers: number;
  readonly #blocks: number;
  readonly #names: number;

  constructor(image: Uint8Array) {
    this.#image = image;
    this.#view = new DataView(image.buffer, image.byteOffset, image.byteLength);
    let start = VENDOR_HEADER_END;
    let first = 0;
    const keys = ASSIGNMENTS.map(({ bits, keySize }, index) => {
      const count = this.#view.getUint32(VENDOR_HEADER_COUNTS + index * 4, true);
      const below = 2 ** (MAC_BITS - bits);
      const part = { start, keySize, count, first, below, fill: 2 ** (keySize * 8 - bits) };
      start += count * keySize;
      first += count;
      return part;
    });
    this.#keys = keys.reverse();
    this.#numbers = start;
    this.#blocks = start + first * 2;
    const names = this.#view.getUint32(VENDOR_HEADER_NAMES, true);
    this.#names = this.#blocks + Math.ceil(names / NAMES_PER_BLOCK) * 4;
  }

  /** The organisation with the longest prefix of a MAC; undefined where none is registered, or none by name. */
  organization(ether: bigint): string | undefined {
    const mac = Number(ether);
    for (const keys of this.#keys) {
      const at = this.#find(keys, Math.floor(mac / keys.below) * keys.fill);
      if (at >= 0) return this.#name(this.#view.getUint16(this.#numbers + at * 2, true)) || undefined;
    }
    return undefined;
  }

  /** The number of a key among all; -1 where it is none. */
  #find({ start, keySize, count, first }: Keys, key: number): number {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#keyAt(start + middle * keySize, keySize);
      if (other === key) return first + middle;
      if (other < key) low = middle + 1;
      else high = middle;
    }
    return -1;
  }

  #keyAt(at: number, keySize: number): number {
    let key = 0;
    for (let octet = 0; octet < keySize; octet++) key = key * 256 + this.#image[at + octet];
    return key;
  }

  #name(number: number): string {
    const block = Math.floor(number / NAMES_PER_BLOCK);
    let at = this.#names + this.#view.getUint32(this.#blocks + block * 4, true);
    const name = new Uint8Array(VENDOR_NAME_OCTETS_MAX);
    let size = 0;
    for (let left = number % NAMES_PER_BLOCK; left >= 0; left--) {
      const shared = this.#image[at];
      const rest = this.#image[at + 1];
      name.set(this.#image.subarray(at + 2, at + 2 + rest), shared);
      size = shared + rest;
      at += 2 + rest;
    }
    return new TextDecoder().decode(name.subarray(0, size));
  }
}

/** Why a file is no vendor table of this program, or not a whole one; undefined where it is. */
export function vendorDamageOf(image: Uint8Array): string | undefined {
  const magic = new TextEncoder().encode(VENDOR_MAGIC);
  if (image.length < VENDOR_HEADER_END || magic.some((octet, at) => image[at] !== octet))
    return "it does not start as a vendor table does.";
  const header = new DataView(image.buffer, image.byteOffset);
  const version = header.getUint32(VENDOR_HEADER_VERSION, true);
  if (version !== VENDOR_VERSION)
    return `it is of format ${version}, and this program reads ${VENDOR_VERSION}.`;
  const size = header.getUint32(VENDOR_HEADER_SIZE, true);
  if (size !== image.length) return `it should have ${size} octets and has ${image.length}.`;
  const digest = image.subarray(VENDOR_HEADER_SHA256, VENDOR_HEADER_SHA256 + SHA256_SIZE);
  if (!isSha256Of(digest, image.subarray(VENDOR_HEADER_COUNTS)))
    return "its content has changed since it was built (SHA-256).";
  return undefined;
}

/** The table that was built with this program and lies beside it. */
export const INSTALLED_VENDORS = besideBundle("vendors.table");

/**
 * Reads a table; undefined where there is none, so that a small router can leave it out. It is only checked for
 * damage, as the installed country table is. Throws VENDOR_TABLE_INVALID, FILE_UNREADABLE.
 */
export function loadVendorTable(path: string): VendorTable | undefined {
  if (!fileExists(path)) return undefined;
  const content = readWholeFile(path);
  const reason = vendorDamageOf(content);
  if (reason) throw new OperatorError("VENDOR_TABLE_INVALID", path, reason);
  return new VendorTable(content);
}
