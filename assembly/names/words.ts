// What a datagram says of a device, as hashes by which it is known when it is said again.
//
//   low half: of its name, or of all that is no trait     high half: of its traits     0: nothing
//
// Traits: of DHCP the vendor's class, of mDNS what its services and the device say.

/** Nothing. */
export const NO_WORDS: u64 = 0;

export function wordsOf(name: u32, traits: u32): u64 {
  return ((<u64>traits) << 32) | name;
}
