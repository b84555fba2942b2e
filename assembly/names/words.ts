// What a datagram says of a device, as hashes by which it is known when it is said again.
//
//   low half: of its name, or of all that is not its class       high half: of its vendor's class       0: nothing

/** Nothing. */
export const NO_WORDS: u64 = 0;

export function wordsOf(name: u32, vendorClass: u32): u64 {
  return ((<u64>vendorClass) << 32) | name;
}
