// Eight octets of a text in one word, the first in bits 7-0.

export const WORD_SIZE: u32 = 8;
export const ONES: u64 = 0x0101010101010101;
export const HIGH_BITS: u64 = 0x8080808080808080;

/** Bits of which the lowest is of the first octet that is `octet`, for those above it may be a borrow; 0 where none is. */
export function find(word: u64, octet: u32): u64 {
  const difference = word ^ (octet * ONES);
  return (difference - ONES) & ~difference & HIGH_BITS;
}
