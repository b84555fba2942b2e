// Network byte order. The caller has checked that the octets are captured.

export function be16(at: usize): u32 {
  return bswap<u16>(load<u16>(at));
}

export function be32(at: usize): u32 {
  return bswap<u32>(load<u32>(at));
}

/** Six octets of a MAC address, the first in bits 47-40. */
export function be48(at: usize): u64 {
  return ((<u64>be32(at)) << 16) | be16(at + 4);
}

export function be64(at: usize): u64 {
  return bswap<u64>(load<u64>(at));
}
