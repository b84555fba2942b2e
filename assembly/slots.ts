// An index of slots, probed linearly, for tables whose entries come and go.
//
//   0 hash u32    4 entry + 1 u32, 0 = free                                       8 octets a slot, at most half full

const SLOT_BITS: u32 = 3;
export const SLOT_SIZE: u32 = 1 << SLOT_BITS;
const ENTRY: u32 = 4;

/** Where a hash falls first, and `next` where to look after that; until `entryAt` is 0. */
export function home(slots: usize, mask: u32, hash: u32): usize {
  return slots + ((hash & mask) << SLOT_BITS);
}

export function next(slots: usize, mask: u32, slot: usize): usize {
  return slots + ((<u32>(slot - slots) + SLOT_SIZE) & ((mask << SLOT_BITS) | (SLOT_SIZE - 1)));
}

export function hashAt(slot: usize): u32 {
  return load<u32>(slot);
}

/** The entry + 1; 0 where the slot is free. */
export function entryAt(slot: usize): u32 {
  return load<u32>(slot, ENTRY);
}

/** Writes an entry into the first free slot from its home on. */
export function link(slots: usize, mask: u32, hash: u32, entry: u32): void {
  let slot = home(slots, mask, hash);
  while (entryAt(slot) != 0) slot = next(slots, mask, slot);
  store<u32>(slot, hash);
  store<u32>(slot, entry + 1, ENTRY);
}

/**
 * Frees the slot of an entry and closes the gap, so that no later probe stops too early (Knuth, TAOCP volume 3,
 * section 6.4, algorithm R).
 */
export function unlink(slots: usize, mask: u32, hash: u32, entry: u32): void {
  let gap = home(slots, mask, hash);
  while (entryAt(gap) != entry + 1) gap = next(slots, mask, gap);
  for (let slot = next(slots, mask, gap); entryAt(slot) != 0; slot = next(slots, mask, slot)) {
    // Moves only where its home does not lie cyclically between the gap and it.
    const fromHome = distance(mask, home(slots, mask, hashAt(slot)), slot);
    if (fromHome < distance(mask, gap, slot)) continue;
    store<u64>(gap, load<u64>(slot));
    gap = slot;
  }
  store<u64>(gap, 0);
}

/** Slots from one to another, cyclically. */
function distance(mask: u32, from: usize, to: usize): u32 {
  return <u32>((to - from) >> SLOT_BITS) & mask;
}
