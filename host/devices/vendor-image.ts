// The vendor table: organisations by MAC prefix, as host/devices/build makes it and vendor-table.ts reads it.
// Integers are little-endian but for keys, which are the octets of a MAC.
//
//    0  magic, 8 octets
//    8  version                       u32
//   12  octets in all                 u32
//   16  SHA-256 of all that follows it
//   48  prefixes of MA-L, MA-M, MA-S  u32 each
//   60  names                         u32
//   64  keys of MA-L, of MA-M, of MA-S: ascending, 3, 4 and 5 octets each; MA-M and MA-S end with 4 bits of zero
//       number of a name for each key, in the same order  u16
//       offset of every 16th name from the start of the names  u32
//       names in ascending order of their octets:
//         octets shared with the one before (0 for every 16th)  u8
//         octets that follow  u8, and these, UTF-8

export const VENDOR_MAGIC = "BTVENDOR";
export const VENDOR_VERSION = 1;
export const VENDOR_HEADER_VERSION = 8;
export const VENDOR_HEADER_SIZE = 12;
export const VENDOR_HEADER_SHA256 = 16;
export const VENDOR_HEADER_COUNTS = 48;
export const VENDOR_HEADER_NAMES = 60;
export const VENDOR_HEADER_END = 64;

/** One of IEEE's three sizes of assignment: how many bits of a MAC it fixes, and the octets of its key. */
export interface Assignment {
  readonly bits: number;
  readonly keySize: number;
}

/** MA-L, MA-M, MA-S: as they lie in the table. */
export const ASSIGNMENTS: readonly Assignment[] = [
  { bits: 24, keySize: 3 },
  { bits: 28, keySize: 4 },
  { bits: 36, keySize: 5 },
];

/** Names from one whole name to the next; a lookup decodes so many at most. */
export const NAMES_PER_BLOCK = 16;
/** What a name number of 16 bits holds. */
export const VENDOR_NAMES_MAX = 0x10000;
/** What a size of 8 bits holds. */
export const VENDOR_NAME_OCTETS_MAX = 0xff;
