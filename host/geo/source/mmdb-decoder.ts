// MaxMind DB file format 2.0, "Data Section" (maxmind.github.io/MaxMind-DB), as far as country databases use
// it.

const TYPE_EXTENDED = 0;
const TYPE_POINTER = 1;
const TYPE_STRING = 2;
const TYPE_DOUBLE = 3;
const TYPE_BYTES = 4;
const TYPE_UINT16 = 5;
const TYPE_UINT32 = 6;
const TYPE_MAP = 7;
const TYPE_INT32 = 8;
const TYPE_UINT64 = 9;
const TYPE_UINT128 = 10;
const TYPE_ARRAY = 11;
const TYPE_BOOLEAN = 14;
const TYPE_FLOAT = 15;

/** Real records nest four deep. */
const DEPTH_MAX = 32;
/** Values that one record may hold, pointers followed; real ones hold some hundred. */
const VALUES_MAX = 65536;
const POINTER_BASES = [0, 2048, 526336, 0];

export type MmdbValue =
  | string
  | number
  | bigint
  | boolean
  | Uint8Array
  | MmdbValue[]
  | { [key: string]: MmdbValue };

/** A database that contradicts its format; the message says how. */
export class MmdbError extends Error {}

/** Reads values of a data section. Every length and pointer is checked: a lying file gives an MmdbError. */
export class MmdbDecoder {
  readonly #section: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #valuesLeft = 0;

  constructor(section: Uint8Array) {
    this.#section = section;
    this.#view = new DataView(section.buffer, section.byteOffset, section.length);
  }

  /** The value at an offset of the section. */
  decode(offset: number): MmdbValue {
    this.#at = offset;
    this.#valuesLeft = VALUES_MAX;
    return this.#value(0);
  }

  #value(depth: number): MmdbValue {
    if (depth > DEPTH_MAX || this.#valuesLeft-- === 0) throw new MmdbError("a record never ends");
    const control = this.#octet();
    let type = control >> 5;
    if (type === TYPE_POINTER) return this.#pointed(control, depth);
    if (type === TYPE_EXTENDED) type = this.#octet() + 7;
    const size = this.#size(control & 31);
    switch (type) {
      case TYPE_STRING:
        return new TextDecoder().decode(this.#take(size));
      case TYPE_BYTES:
        return this.#take(size);
      case TYPE_MAP:
        return this.#map(size, depth);
      case TYPE_ARRAY:
        return this.#array(size, depth);
      case TYPE_BOOLEAN:
        return size !== 0;
      case TYPE_DOUBLE:
        return this.#view.getFloat64(this.#take(8).byteOffset - this.#section.byteOffset);
      case TYPE_FLOAT:
        return this.#view.getFloat32(this.#take(4).byteOffset - this.#section.byteOffset);
      case TYPE_UINT16:
      case TYPE_UINT32:
        return Number(this.#integer(size, 4));
      case TYPE_INT32:
        return Number(BigInt.asIntN(32, this.#integer(size, 4)));
      case TYPE_UINT64:
        return this.#integer(size, 8);
      case TYPE_UINT128:
        return this.#integer(size, 16);
      default:
        throw new MmdbError(`a value has the unknown type ${type}`);
    }
  }

  #octet(): number {
    return this.#take(1)[0];
  }

  #take(size: number): Uint8Array {
    const from = this.#at;
    if (from + size > this.#section.length) throw new MmdbError("a record ends beyond the file");
    this.#at = from + size;
    return this.#section.subarray(from, this.#at);
  }

  #size(low: number): number {
    if (low < 29) return low;
    if (low === 29) return 29 + Number(this.#integer(1, 1));
    return low === 30 ? 285 + Number(this.#integer(2, 2)) : 65821 + Number(this.#integer(3, 3));
  }

  #integer(size: number, sizeMax: number): bigint {
    if (size > sizeMax) throw new MmdbError(`an integer has ${size} octets`);
    let value = 0n;
    for (const octet of this.#take(size)) value = (value << 8n) | BigInt(octet);
    return value;
  }

  /** Reads what a pointer points to, and goes on behind the pointer. */
  #pointed(control: number, depth: number): MmdbValue {
    const size = ((control >> 3) & 3) + 1;
    const high = size === 4 ? 0 : (control & 7) * 256 ** size;
    const target = high + Number(this.#integer(size, 4)) + POINTER_BASES[size - 1];
    const behind = this.#at;
    this.#at = target;
    const value = this.#value(depth + 1);
    this.#at = behind;
    return value;
  }

  #map(size: number, depth: number): { [key: string]: MmdbValue } {
    const entries: [string, MmdbValue][] = [];
    for (let count = 0; count < size; count++) {
      const key = this.#value(depth + 1);
      if (typeof key !== "string") throw new MmdbError("a map has a key that is no string");
      entries.push([key, this.#value(depth + 1)]);
    }
    return Object.fromEntries(entries);
  }

  #array(size: number, depth: number): MmdbValue[] {
    const values: MmdbValue[] = [];
    for (let count = 0; count < size; count++) values.push(this.#value(depth + 1));
    return values;
  }
}
