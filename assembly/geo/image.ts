// The country-table image: the file on disk is, octet for octet, what lookups read in memory. Compiled by
// host/geo/build/compile.ts, validated by host/geo/validate.ts, read by ipv4.ts and ipv6.ts. Little-endian; this file
// imports nothing, both sides compile it.
//
// The first 16 bits of an address, its chunk, index a root. What follows them, its key (16 bits of IPv4; bits 16 to 63
// of IPv6), is found for IPv4 by counting bits, as in Poptrie (Asai, Ohara: "Poptrie: a compressed trie with population
// count for fast and scalable software IP routing table lookup", SIGCOMM 2015): of 64 cells a word has a bit for each at
// which another run of addresses with one answer starts. For IPv6, whose edges are sparse, it is a search as in DXR (Zec,
// Rizzo, Mikuc: "DXR: towards a billion routing lookups per second in software", SIGCOMM CCR 42(5), 2012) below cells
// of variable stride (Nilsson, Karlsson: "IP-address lookup using LC-tries", IEEE JSAC 17(6), 1999), as many levels as
// bring each search down to a window of fixed size: three, so that nearly every lookup runs the same instructions.
//
//         0  magic                     16  format version u32       20  size of the image, octets u32
//        24  SHA-256 of all that follows offset 56
//        56  section table: start u32, end u32 for each of SECTIONS, in octets
//       256  root of IPv4      65536 x node u32
//    262400  root of IPv6      65536 x cell u32
//    524544  FRAGMENTS4        words and runs of IPv4
//         -  CELLS6            u32
//         -  ENTRIES6          u64: key u48 << 16 | answer
//         -  EXACT_HIGH        u64: first halves that have an edge inside, ascending
//         -  EXACT_LOW         u64: second halves at which the answer changes, ascending within a first half
//         -  EXACT_FIRST       u32: index of a first half's first EXACT_LOW; one more than there are halves
//         -  EXACT_ANSWER      u16: one for each EXACT_LOW
//         -  COUNTRIES         two ASCII letters for each country number
//         -  METADATA          JSON, UTF-8, to the end
//
// Sections start at multiples of SECTION_ALIGNMENT, in this order, zeros between them.
//
// Node of IPv4, u32    31                                   5 4         0
//                      | word of the chunk's first cell (27) | shift (5) |   cell: key >> shift; 64 a word
// Word of IPv4         | starts u64 | runs u32 | inner u32 |
//     starts: bit c where another run starts at its cell c; bit 0 always
//     runs:   index of the run before that of cell 0
//     inner:  index of the word before the first of those that divide its cells; in such a word: shift of their cells
// Run, u16: the answer; or, with shift 8, DIVIDED_COUNTRY | n << 8: in this cell, a /24, the answer changes, and what divides it
//     starts at word inner + n. Its cells are numbered by address & 0xff, and its runs are answers.
// Cell of IPv6, u32    31          30                             6 5          0
//                      | 0 | index of the first entry of the window            |
//                      | 1 | base                            (25) | shift (6)  |
//     The next cell of an inner one is cell (base + (first half of the address >> shift)) mod 2^25.
//
// Indices count words, runs, cells and entries from the start of the image, so that one copy loads it anywhere. A base
// has the node's own prefix, shifted, subtracted. No walk is longer than LEVELS6_MAX.
//
// Chunks of IPv4 without an edge share a word for each answer.
//
// Window of IPv6: its first entry covers the first address of the cell, each of the WINDOW6 entries after it takes
// over at its key. The answer is that of the last entry whose key is not above the address's. The list of a
// chunk starts with key 0; one shorter than a window goes on with entries of the highest key and the last
// answer; no window leaves its chunk. Chunks without an edge share a list of WINDOW6 + 1 equal entries for
// each answer.
//
// Answer, u16: (country | other country << 8) ^ ANSWER_FLIP, so that an image of zeros says ZZ to everything.

export const IMAGE_MAGIC = "bordertap geo\r\n\0";
/** Raised by any change of the layout or of the meaning of a field. */
export const IMAGE_VERSION = 2;

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
export const ROOT6 = 262400;
export const ROOTS_END = 524544;

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
export const NODE4_WORD_SHIFT = 5;

export const WORD4_SIZE = 16;
export const WORD4_STARTS = 0;
export const WORD4_RUNS = 8;
export const WORD4_INNER = 12;
/** Cells of a word. */
export const WORD4_CELLS = 64;
export const WORD4_CELL_BITS = 6;

/** Bits of a key in a cell that may be divided. */
export const DIVIDED_BITS = 8;
/** No country, and the word in the place of the other one. */
export const DIVIDED_COUNTRY = 0;

export const CELL6_INNER = 0x80000000;
export const CELL6_SHIFT_MASK = 63;
export const CELL6_BASE_SHIFT = 6;
export const CELL6_BASE_MASK = 0x1ffffff;

export const KEY4_BITS = 16;
export const KEY6_BITS = 48;

/** Entries that one search compares; 2^n - 1, found in n steps. */
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
