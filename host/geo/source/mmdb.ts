// MaxMind DB file format 2.0 (maxmind.github.io/MaxMind-DB): a binary search tree over address bits, its
// records pointing into a data section; the metadata stands last, behind a marker.
//
//   | search tree: node_count x 2 records of 24, 28 or 32 bits | 16 zeros | data section | marker | metadata |

import { COUNTRY_UNKNOWN } from "../../../assembly/abi.ts";
import { OperatorError } from "../../errors.ts";
import { type CountryCodes, isCountryCode } from "../codes.ts";
import { type Family, IPV4, IPV6 } from "../family.ts";
import { MmdbDecoder, MmdbError, type MmdbValue } from "./mmdb-decoder.ts";
import type { Opinion } from "./opinion.ts";
import type { Ranges } from "./ranges.ts";

/** What a database says of itself. */
export interface MmdbDescription {
  /** database_type, such as GeoLite2-Country. */
  readonly type: string;
  /** YYYY-MM-DD, of build_epoch. */
  readonly date: string;
}

/** \xab\xcd\xefMaxMind.com */
const MARKER = Uint8Array.of(
  0xab,
  0xcd,
  0xef,
  0x4d,
  0x61,
  0x78,
  0x4d,
  0x69,
  0x6e,
  0x64,
  0x2e,
  0x63,
  0x6f,
  0x6d,
);
/** The format's limit for the distance of the metadata from the end of the file. */
const METADATA_SIZE_MAX = 131072;
const SEPARATOR_SIZE = 16;
/** Nodes that may be visited for each that there is; trees share subtrees, a loop in one never ends. */
const VISITS_PER_NODE_MAX = 4;

/** Whether the content claims to be an MMDB. */
export function isMmdb(content: Uint8Array): boolean {
  return metadataOffset(content) >= 0;
}

/** Adds the ranges of a database to `opinion`. Throws GEO_SOURCE_INVALID with one reason. */
export function readMmdb(
  content: Uint8Array,
  file: string,
  codes: CountryCodes,
  opinion: Opinion,
): MmdbDescription {
  try {
    const database = new Mmdb(content, codes);
    database.addRanges(opinion);
    return database.description;
  } catch (error) {
    if (error instanceof MmdbError) throw new OperatorError("GEO_SOURCE_INVALID", file, `${error.message}.`);
    throw error;
  }
}

function metadataOffset(content: Uint8Array): number {
  const first = Math.max(0, content.length - METADATA_SIZE_MAX - MARKER.length);
  for (let at = content.length - MARKER.length; at >= first; at--)
    if (content[at] === MARKER[0] && MARKER.every((octet, k) => content[at + k] === octet))
      return at + MARKER.length;
  return -1;
}

class Mmdb {
  readonly description: MmdbDescription;
  readonly #tree: DataView;
  readonly #nodeCount: number;
  readonly #recordBits: number;
  readonly #ipVersion: number;
  readonly #data: MmdbDecoder;
  readonly #codes: CountryCodes;
  readonly #countryOfRecord = new Map<number, number>();
  #visitsLeft: number;
  /** The node of ::/96, which other prefixes may alias. */
  #ipv4Node = -1;

  constructor(content: Uint8Array, codes: CountryCodes) {
    const at = metadataOffset(content);
    if (at < 0) throw new MmdbError("it has no metadata");
    const metadata = new MmdbDecoder(content.subarray(at)).decode(0);
    this.#nodeCount = integer(metadata, "node_count", 1, 2 ** 31);
    this.#recordBits = integer(metadata, "record_size", 24, 32);
    this.#ipVersion = integer(metadata, "ip_version", 4, 6);
    if (this.#recordBits % 4 !== 0) throw new MmdbError(`it has records of ${this.#recordBits} bits`);
    if (this.#ipVersion === 5) throw new MmdbError("it is of IP version 5");
    const epoch = integer(metadata, "build_epoch", 0, 2 ** 40);
    const type = member(metadata, "database_type");
    this.description = {
      type: typeof type === "string" ? type : "MMDB",
      date: new Date(epoch * 1000).toISOString().slice(0, 10),
    };
    const treeSize = (this.#nodeCount * this.#recordBits) / 4;
    if (treeSize + SEPARATOR_SIZE > at - MARKER.length)
      throw new MmdbError("its search tree ends beyond the file");
    this.#tree = new DataView(content.buffer, content.byteOffset, treeSize);
    this.#data = new MmdbDecoder(content.subarray(treeSize + SEPARATOR_SIZE, at - MARKER.length));
    this.#codes = codes;
    this.#visitsLeft = this.#nodeCount * VISITS_PER_NODE_MAX;
  }

  addRanges(opinion: Opinion): void {
    if (this.#ipVersion === 4) {
      this.#walk(0, IPV4, 0n, 0, opinion.ipv4);
    } else {
      const ipv4 = this.#findIpv4();
      if (ipv4 < this.#nodeCount) this.#ipv4Node = ipv4;
      this.#walk(ipv4, IPV4, 0n, 0, opinion.ipv4);
      this.#walk(0, IPV6, 0n, 0, opinion.ipv6);
    }
    if (![...this.#countryOfRecord.values()].some((country) => country !== COUNTRY_UNKNOWN))
      throw new MmdbError("none of its records names a country");
  }

  /** The record that stands for ::/96. */
  #findIpv4(): number {
    let record = 0;
    for (let bit = 0; bit < 96 && record < this.#nodeCount; bit++) record = this.#record(record, 0);
    return record;
  }

  #walk(record: number, family: Family, prefix: bigint, length: number, ranges: Ranges): void {
    if (record === this.#nodeCount) return;
    if (record > this.#nodeCount) {
      this.#addRange(this.#country(record), family, prefix, length, ranges);
      return;
    }
    if (length === family.bits) throw new MmdbError("its search tree is deeper than an address");
    if (family === IPV6 && record === this.#ipv4Node) return;
    if (this.#visitsLeft-- === 0) throw new MmdbError("its search tree has a loop");
    this.#walk(this.#record(record, 0), family, prefix, length + 1, ranges);
    const upper = prefix | (1n << BigInt(family.bits - length - 1));
    this.#walk(this.#record(record, 1), family, upper, length + 1, ranges);
  }

  #addRange(country: number, family: Family, prefix: bigint, length: number, ranges: Ranges): void {
    const last = prefix + (1n << BigInt(family.bits - length)) - 1n;
    // ::/96 is where IPv4 stands, and no part of IPv6.
    const first = family === IPV6 && prefix <= IPV4.lastKey ? IPV4.lastKey + 1n : prefix;
    if (first > last) return;
    const previous = ranges.length - 1;
    if (previous >= 0 && ranges.last(previous) >= first)
      throw new MmdbError("another file of the same opinion already says something of its addresses");
    if (previous >= 0 && ranges.value(previous) === country && ranges.last(previous) + 1n === first)
      ranges.clip(last);
    else ranges.add(first, last, country);
  }

  /** Record 0 or 1 of a node. */
  #record(node: number, side: number): number {
    const at = (node * this.#recordBits) / 4;
    switch (this.#recordBits) {
      case 24:
        return (this.#tree.getUint16(at + side * 3) << 8) | this.#tree.getUint8(at + side * 3 + 2);
      case 28: {
        // The middle octet holds the upper four bits of both.
        const middle = this.#tree.getUint8(at + 3);
        return side === 0
          ? ((middle & 0xf0) << 20) | (this.#tree.getUint32(at) >>> 8)
          : ((middle & 0x0f) << 24) | (this.#tree.getUint32(at + 3) & 0xffffff);
      }
      default:
        return this.#tree.getUint32(at + side * 4);
    }
  }

  #country(record: number): number {
    const known = this.#countryOfRecord.get(record);
    if (known !== undefined) return known;
    const offset = record - this.#nodeCount - SEPARATOR_SIZE;
    if (offset < 0) throw new MmdbError("a record points between search tree and data");
    const code = countryCode(this.#data.decode(offset));
    const country = code === undefined ? COUNTRY_UNKNOWN : this.#codes.number(code);
    if (country === undefined) throw new MmdbError(`a record has the country ${JSON.stringify(code)}`);
    this.#countryOfRecord.set(record, country);
    return country;
  }
}

/** As GeoLite2 and DB-IP (country.iso_code), IPinfo and ip-location-db (country_code, country) name it. */
function countryCode(record: MmdbValue): string | undefined {
  const country = member(record, "country");
  const candidates = [
    member(country, "iso_code"),
    member(record, "country_code"),
    typeof country === "string" && isCountryCode(country) ? country : undefined,
    member(member(record, "registered_country"), "iso_code"),
  ];
  return candidates.find((code): code is string => typeof code === "string" && code !== "");
}

function member(value: MmdbValue | undefined, key: string): MmdbValue | undefined {
  if (typeof value !== "object" || Array.isArray(value) || value instanceof Uint8Array) return undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function integer(metadata: MmdbValue, key: string, least: number, most: number): number {
  const value = Number(member(metadata, key));
  if (!Number.isInteger(value) || value < least || value > most)
    throw new MmdbError(`its metadata has no usable ${key}`);
  return value;
}
