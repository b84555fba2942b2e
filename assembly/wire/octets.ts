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

/** Whether `size` octets are the same in both places: eight a step, the last eight overlap those before. */
export function isSame(left: usize, right: usize, size: u32): bool {
  if (size < 8) {
    for (let k: u32 = 0; k < size; k++) if (load<u8>(left + k) != load<u8>(right + k)) return false;
    return true;
  }
  const last = size - 8;
  for (let k: u32 = 0; k < last; k += 8) {
    if (load<u64>(left + k) != load<u64>(right + k)) return false;
  }
  return load<u64>(left + last) == load<u64>(right + last);
}
