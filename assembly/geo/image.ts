// The country-table image: the file on disk is, octet for octet, what lookups read in memory. All positions
// in it count from its start, so that one copy loads it anywhere. Compiled by host/geo/build/compile.ts, validated
// by host/geo/validate.ts, read by ipv4.ts and ipv6.ts. Little-endian; this file imports nothing, both sides
// compile it.
//
// The structure is DXR's (Zec, Rizzo, Mikuc: "DXR: towards a billion routing lookups per second in software",
// SIGCOMM CCR 42(5), 2012): the first 16 bits of an address, its chunk, index a root, short sorted fragments
// hold the rest. Between them stand cells of variable stride (Nilsson, Karlsson: "IP-address lookup using
// LC-tries", IEEE JSAC 17(6), 1999), as many levels as bring each search down to a window of fixed size: one
// for IPv4, so that every lookup runs the same instructions; for IPv6 three, so that nearly every one does.
//
//         0  magic                     16  format version u32       20  size of the image, octets u32
//        24  SHA-256 of all that follows offset 56
//        56  section table: start u32, end u32 for each of SECTIONS, in octets
//       256  root of IPv4      65536 x (node u32, list u32)
//    524544  root of IPv6      65536 x cell u32
//    786688  FRAGMENTS4        for each chunk: cells u16, then entries u32: key u16 << 16 | answer
//         -  CELLS6            u32
//         -  ENTRIES6          u64: key u48 << 16 | answer
//         -  EXACT_HIGH        u64: first halves that have an edge inside, ascending
//         -  EXACT_LOW         u64: second halves at which the answer changes, ascending within a first half
//         -  EXACT_FIRST       u32: index of a first half's first EXACT_LOW; one more than there are halves
//         -  EXACT_ANSWER      u16: one for each EXACT_LOW
//         -  COUNTRIES         two ASCII letters for each country number
//         -  METADATA          JSON, UTF-8, to the end
//
// Sections start at multiples of SECTION_ALIGNMENT, in this order, zeros between them. A key is what follows
// an address's chunk: the last 16 bits of IPv4, bits 16 to 63 of IPv6.
//
// Root of IPv4         | node u32 | offset of the chunk's first entry, in octets from the start of the image u32 |
// Node of IPv4, u32    31                                   5 4         0
//                      | offset of its first cell            | shift (5) |   the cell: offset + 2 x (key >> shift)
// Cell of IPv4, u16    | window: entries from the chunk's first            |
// Cell of IPv6, u32    31          30                             6 5          0
//                      | 0 | index of the first entry of the window            |
//                      | 1 | base                            (25) | shift (6)  |
//     The next cell of an inner one is cell (base + (first half of the address >> shift)) mod 2^25. Indices count
//     cells and entries from the start of the image.
//
// A base has the node's own prefix, shifted, subtracted. No walk is longer than LEVELS6_MAX. Cells and
// entries of IPv4 stand side by side because most chunks then lie in one page.
//
// Window: its first entry covers the first address of the cell, each of the WINDOW entries after it takes
// over at its key. The answer is that of the last entry whose key is not above the address's. The list of a
// chunk starts with key 0; one shorter than a window goes on with entries of the highest key and the last
// answer; no window leaves its chunk. Chunks without an edge share a list of WINDOW + 1 equal entries for
// each answer.
//
// Answer, u16: (country | other country << 8) ^ ANSWER_FLIP, so that an image of zeros says ZZ to everything.

export const IMAGE_MAGIC = "bordertap geo\r\n\0";
/** Raised by any change of the layout or of the meaning of a field. */
export const IMAGE_VERSION = 1;

/** The largest image that fits the classifier's region; asconfig.json's GEO_IMAGE_MAX. 11 MiB. */
export const IMAGE_SIZE_MAX = 11534336;

export const HEADER_MAGIC = 0;
export const HEADER_MAGIC_SIZE = 16;
export const HEADER_VERSION = 16;
export const HEADER_IMAGE_SIZE = 20;
export const HEADER_SHA256 = 24;
export const HEADER_SHA256_SIZE = 32;
export const HEADER_SECTIONS = 56;

export const ROOT_BITS = 16;
export const CHUNKS = 65536;
export const ROOT4 = 256;
export const ROOT6 = 524544;
export const ROOTS_END = 786688;

export const SECTION_FRAGMENTS4 = 0;
export const SECTION_CELLS6 = 1;
export const SECTION_ENTRIES6 = 2;
export const SECTION_EXACT_HIGH = 3;
export const SECTION_EXACT_LOW = 4;
export const SECTION_EXACT_FIRST = 5;
export const SECTION_EXACT_ANSWER = 6;
export const SECTION_COUNTRIES = 7;
export const SECTION_METADATA = 8;
export const SECTIONS = 9;
export const SECTION_SIZE = 8;
export const SECTION_ALIGNMENT = 64;

export const NODE4_SHIFT_MASK = 31;
export const NODE4_OFFSET_SHIFT = 5;
export const CELL4_SIZE = 2;

export const CELL6_INNER = 0x80000000;
export const CELL6_SHIFT_MASK = 63;
export const CELL6_BASE_SHIFT = 6;
export const CELL6_BASE_MASK = 0x1ffffff;

/** Bits of a key in the entries. */
export const KEY4_BITS = 16;
export const KEY6_BITS = 48;

/** Entries that one search compares; 2^n - 1, found in n steps. */
export const WINDOW4 = 7;
export const WINDOW6 = 15;

/** Levels of cells below the root that every lookup walks, and those that a few walk after a branch. */
export const LEVELS6 = 3;
export const LEVELS6_MAX = 5;

export const ANSWER_FLIP = 1;

// Answers of IPv6 that send the lookup elsewhere: no country, and another one all the same.

/** Somewhere in this /64 the answer changes: the EXACT sections know. */
export const ANSWER_EXACT = 0x100;
/** 2002::/16: the 32 bits after the prefix are the IPv4 address to look up (RFC 3056 section 2). */
export const ANSWER_6TO4 = 0x200;
/** 64:ff9b::/96: the last 32 bits are the IPv4 address to look up (RFC 6052 section 2.1). */
export const ANSWER_NAT64 = 0x300;
