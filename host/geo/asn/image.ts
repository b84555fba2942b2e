// The image of the table of autonomous systems: the file on disk is, octet for octet, what lookups read. Header and
// sections are those of the country table (assembly/geo/image.ts); compiled by host/geo/build/asn-compile.ts,
// validated by validate.ts, read by the host alone, once a flow: so it is made small where that one is made fast.
//
// The structure is DXR's again: the first 16 bits of an address, its chunk, index a root; a binary search among
// the edges of the chunk finds the last one that is not above the address. Where there is none in the chunk, the
// one before in the whole family holds, so no chunk repeats an edge: the first edge of all stands at address 0.
//
//         0  header, section table
//       256  ROOT4         65537 x u32: index of a chunk's first edge, and at the end how many edges there are
//         -  KEY4          u16: the last 16 bits of an edge's address, ascending within a chunk
//         -  SYSTEM4       u24: the system from that edge on
//         -  ROOT6         65537 x u32
//         -  KEY6_HIGH     u32: bits 16 to 47 of an edge's address
//         -  KEY6_LOW      u16: bits 48 to 63
//         -  SYSTEM6       u24
//         -  EXACT_HIGH    u64: first halves that have an edge inside, ascending
//         -  EXACT_LOW     u64: second halves at which the system changes, ascending within a first half
//         -  EXACT_FIRST   u32: index of a first half's first EXACT_LOW; one more than there are halves
//         -  EXACT_SYSTEM  u24: one for each EXACT_LOW
//         -  NUMBER        u32: the AS number of each system
//         -  TEXT          u32: where its organization starts in ORGANIZATIONS, in octets
//         -  ORGANIZATIONS UTF-8, each ended by a NUL, each once; the first is empty
//         -  METADATA      JSON, UTF-8, to the end
//
// System, u24    0           none: special-purpose or announced by nobody
//                1 - n       index in NUMBER and TEXT
//                0xfffffe    SYSTEM_EMBEDDED (IPv6)
//                0xffffff    SYSTEM_EXACT (IPv6)

export const ASN_MAGIC = "bordertap asn\r\n\0";
/** Raised by any change of the layout or of the meaning of a field. */
export const ASN_VERSION = 1;

/** 16 MiB: a table is read into memory whole, and a foreign one may be of any size. */
export const ASN_SIZE_MAX = 16777216;

export const CONTENT_START = 256;

export const SECTION_ROOT4 = 0;
export const SECTION_KEY4 = 1;
export const SECTION_SYSTEM4 = 2;
export const SECTION_ROOT6 = 3;
export const SECTION_KEY6_HIGH = 4;
export const SECTION_KEY6_LOW = 5;
export const SECTION_SYSTEM6 = 6;
export const SECTION_EXACT_HIGH = 7;
export const SECTION_EXACT_LOW = 8;
export const SECTION_EXACT_FIRST = 9;
export const SECTION_EXACT_SYSTEM = 10;
export const SECTION_NUMBER = 11;
export const SECTION_TEXT = 12;
export const SECTION_ORGANIZATIONS = 13;
export const SECTION_METADATA = 14;
export const SECTIONS = 15;

export const SYSTEM_SIZE = 3;
export const SYSTEM_NONE = 0;
/** 64:ff9b::/96 and 2002::/16: the IPv4 address inside is the one to look up. */
export const SYSTEM_EMBEDDED = 0xfffffe;
/** Somewhere in this /64 the system changes: the EXACT sections know. */
export const SYSTEM_EXACT = 0xffffff;

/** Octets of an organization's text; real ones have up to 169. */
export const ORGANIZATION_SIZE_MAX = 255;
