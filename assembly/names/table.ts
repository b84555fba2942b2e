// Host names, each once however many flows and answers bear it. Whoever keeps a name holds a reference to it.
//
//  index      | 8 octets (slots.ts)   | x 2 NAMES_MAX
//  names      | Name, 256 octets      | x NAMES_MAX; drawn in abi.ts
//  references | u32: holders; free: the next free entry + 1 | x NAMES_MAX

import { HOST_NAME_MAX, NAME_SIZE, NAME_TEXT } from "../abi";
import { hashOfOctets } from "../hash";
import { entryAt, hashAt, home, link, next, SLOT_SIZE, unlink } from "../slots";

// @ts-expect-error: the release targets of asconfig.json define it; specs use a small table.
export const namesMax: u32 = isDefined(NAMES_MAX) ? NAMES_MAX : 64;
const SLOTS: u32 = namesMax * 2;
const MASK: u32 = SLOTS - 1;

/** No name; others are entry + 1. */
export const NO_NAME: u32 = 0;

const slots: usize = memory.data(SLOTS * SLOT_SIZE, 64);
export const names: usize = memory.data(namesMax * NAME_SIZE, 64);
const references: usize = memory.data(namesMax * 4, 64);
const hashes: usize = memory.data(namesMax * 4, 64);

/** Names that found no room. */
export let namesRefused: u64 = 0;
/** Entries that were ever used. */
let used: u32 = 0;
/** Entry + 1 of the first that was given back. */
let free: u32 = 0;

export function nameAt(name: u32): usize {
  return names + (name - 1) * NAME_SIZE;
}

export function isFull(): bool {
  return free == 0 && used == namesMax;
}

/** The name with this text, 1 to HOST_NAME_MAX octets, and a reference to it; NO_NAME where there is no room. */
export function takeName(text: usize, size: u32): u32 {
  assert(size - 1 < HOST_NAME_MAX);
  const hash = hashOfOctets(text, size);
  const name = find(hash, text, size);
  if (name != NO_NAME) return hold(name);
  if (isFull()) {
    namesRefused++;
    return NO_NAME;
  }
  return add(hash, text, size);
}

/** Whether the name with this text is there already. */
export function hasName(text: usize, size: u32): bool {
  return find(hashOfOctets(text, size), text, size) != NO_NAME;
}

function find(hash: u32, text: usize, size: u32): u32 {
  for (let slot = home(slots, MASK, hash); entryAt(slot) != 0; slot = next(slots, MASK, slot)) {
    const name = entryAt(slot);
    if (hashAt(slot) == hash && isText(name, text, size)) return name;
  }
  return NO_NAME;
}

function isText(name: u32, text: usize, size: u32): bool {
  const at = nameAt(name);
  return load<u8>(at) == size && memory.compare(at + NAME_TEXT, text, size) == 0;
}

function add(hash: u32, text: usize, size: u32): u32 {
  let entry = used;
  if (free != 0) {
    entry = free - 1;
    free = load<u32>(references + (entry << 2));
  } else used++;
  const name = entry + 1;
  store<u8>(nameAt(name), <u8>size);
  memory.copy(nameAt(name) + NAME_TEXT, text, size);
  store<u32>(hashes + (entry << 2), hash);
  store<u32>(references + (entry << 2), 1);
  link(slots, MASK, hash, entry);
  return name;
}

/** Whether only one holds it: then giving it back frees an entry. */
export function isLast(name: u32): bool {
  return load<u32>(references + ((name - 1) << 2)) == 1;
}

/** Another reference to a name, or to none. */
export function hold(name: u32): u32 {
  if (name == NO_NAME) return name;
  const at = references + ((name - 1) << 2);
  store<u32>(at, load<u32>(at) + 1);
  return name;
}

/** Gives a reference back; the last one frees the entry. */
export function release(name: u32): void {
  if (name == NO_NAME) return;
  const entry = name - 1;
  const at = references + (entry << 2);
  const left = load<u32>(at) - 1;
  store<u32>(at, left);
  if (left != 0) return;
  unlink(slots, MASK, load<u32>(hashes + (entry << 2)), entry);
  store<u32>(at, free);
  free = name;
}
