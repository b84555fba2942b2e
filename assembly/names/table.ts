// Host names, each once however many flows and answers bear it. Flows hold their names; one that none holds stays for the
// devices that were told it, until another needs its room (room.ts).
//
//  index  | 8 octets (slots.ts)   | x 2 NAMES_MAX
//  names  | Name, 256 octets      | x NAMES_MAX; drawn in abi.ts
//  states | NameState, 16 octets  | x NAMES_MAX

import { HOST_NAME_MAX, NAME_SIZE, NAME_TEXT } from "../abi";
import { hashOfOctets } from "../hash";
import { entryAt, hashAt, home, link, next, SLOT_SIZE, unlink } from "../slots";
import { isSame } from "../wire/octets";

// @ts-expect-error: the release targets of asconfig.json define it; specs use a small table.
export const namesMax: u32 = isDefined(NAMES_MAX) ? NAMES_MAX : 64;
const SLOTS: u32 = namesMax * 2;
const MASK: u32 = SLOTS - 1;

/** No name; others are entry + 1. */
export const NO_NAME: u32 = 0;

@unmanaged
class NameState {
  hash: u32;
  /** References of flows. */
  holders: u32;
  /** How many names the entry had before: who keeps a name without holding it knows by this whether it is still there. */
  stamp: u32;
  /** Seconds since 1970-01-01T00:00:00Z when it was last told or asked for; of a free entry, the next one + 1. */
  used: u32;
}

const slots: usize = memory.data(SLOTS * SLOT_SIZE, 64);
export const names: usize = memory.data(namesMax * NAME_SIZE, 64);
const STATE_SIZE: u32 = offsetof<NameState>();
const states: usize = memory.data(namesMax * STATE_SIZE, 64);

/** Names that found no room. */
export let namesRefused: u64 = 0;
/** Entries that were ever used. */
let used: u32 = 0;
/** Entry + 1 of the first that was given back. */
let free: u32 = 0;

export function nameAt(name: u32): usize {
  return names + (name - 1) * NAME_SIZE;
}

function stateOf(name: u32): NameState {
  return changetype<NameState>(states + (name - 1) * STATE_SIZE);
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
  return load<u8>(at) == size && isSame(at + NAME_TEXT, text, size);
}

function add(hash: u32, text: usize, size: u32): u32 {
  let name = used + 1;
  if (free != 0) {
    name = free;
    free = stateOf(name).used;
  } else used++;
  store<u8>(nameAt(name), <u8>size);
  memory.copy(nameAt(name) + NAME_TEXT, text, size);
  const state = stateOf(name);
  state.hash = hash;
  state.holders = 1;
  state.used = 0;
  link(slots, MASK, hash, name - 1);
  return name;
}

/** Another reference to a name, or to none. */
export function hold(name: u32): u32 {
  if (name != NO_NAME) stateOf(name).holders++;
  return name;
}

/** Gives a reference to a name, or to none, back. */
export function release(name: u32): void {
  if (name != NO_NAME) stateOf(name).holders--;
}

export function isHeld(name: u32): bool {
  return stateOf(name).holders != 0;
}

export function stampOf(name: u32): u32 {
  return stateOf(name).stamp;
}

/** When a name was last told or asked for, in seconds. */
export function lastUseOf(name: u32): u32 {
  return stateOf(name).used;
}

/** It was told or asked for at that time, in seconds. */
export function use(name: u32, seconds: u32): void {
  const state = stateOf(name);
  if (seconds > state.used) state.used = seconds;
}

/** Frees the entry of a name that no flow holds. */
export function forgetName(name: u32): void {
  const state = stateOf(name);
  assert(state.holders == 0);
  unlink(slots, MASK, state.hash, name - 1);
  // A free entry has no size: it is nobody's.
  store<u8>(nameAt(name), 0);
  state.stamp++;
  state.used = free;
  free = name;
}
