// What each device was told by DNS: (device, address) -> the name that it had asked for.
//
//  index   | 8 octets (slots.ts) | x 2 ANSWERS_MAX
//  answers | Answer, 56 octets   | x ANSWERS_MAX; when all are used, of a few the one that expires first goes

import { hashOfIdentifier } from "../hash";
import { entryAt, hashAt, home, link, next, SLOT_SIZE, unlink } from "../slots";
import { hasName, hold, isFull, isLast, NO_NAME, release, takeName } from "./table";

// @ts-expect-error: the release targets of asconfig.json define it; specs use a small table.
const ANSWERS_MAX_HERE: u32 = isDefined(ANSWERS_MAX) ? ANSWERS_MAX : 32;
export const answersMax: u32 = ANSWERS_MAX_HERE;
const SLOTS: u32 = ANSWERS_MAX_HERE * 2;
const SLOTS_FIRST: u32 = min<u32>(SLOTS, 128);
/** Candidates looked at to find one that expires soon. */
const EVICTION_SAMPLE: u32 = 8;
/** Devices go on using an address for a while after its time to live, and resolvers in them cut it short. */
const TTL_FLOOR_S: u64 = 600;
const NANOSECONDS_PER_SECOND: u64 = 1_000_000_000;

@unmanaged
class Answer {
  /** Of the device: its MAC, or its address where the link layer has none (device/table.ts). */
  deviceHigh: u64;
  deviceLow: u64;
  addressHigh: u64;
  addressLow: u64;
  /** Nanoseconds since 1970-01-01T00:00:00Z. */
  expires: u64;
  hash: u32;
  name: u32;
  deviceKind: u32;
}

const slots: usize = memory.data(SLOTS * SLOT_SIZE, 64);
const ANSWER_SIZE: u32 = offsetof<Answer>();
const answers: usize = memory.data(ANSWERS_MAX_HERE * ANSWER_SIZE, 64);

/** Answers that made room for others before they had expired. */
export let answersEvicted: u64 = 0;
let count: u32 = 0;
/** The index uses as few of its slots as the answers need: a small one stays in the cache. */
let mask: u32 = SLOTS_FIRST - 1;
let hand: u32 = 0;

function answerAt(entry: u32): Answer {
  return changetype<Answer>(answers + entry * ANSWER_SIZE);
}

function hashOfPair(
  deviceHigh: u64,
  deviceLow: u64,
  deviceKind: u32,
  addressHigh: u64,
  addressLow: u64,
): u32 {
  const device = hashOfIdentifier(deviceHigh, deviceLow, deviceKind);
  return hashOfIdentifier(addressHigh, addressLow, device);
}

/** The answer + 1 that a device has for an address; 0 where it has none. */
function find(
  hash: u32,
  deviceHigh: u64,
  deviceLow: u64,
  deviceKind: u32,
  addressHigh: u64,
  addressLow: u64,
): u32 {
  for (let slot = home(slots, mask, hash); entryAt(slot) != 0; slot = next(slots, mask, slot)) {
    if (hashAt(slot) != hash) continue;
    const answer = answerAt(entryAt(slot) - 1);
    if (
      answer.addressLow == addressLow &&
      answer.addressHigh == addressHigh &&
      answer.deviceLow == deviceLow &&
      answer.deviceHigh == deviceHigh &&
      answer.deviceKind == deviceKind
    )
      return entryAt(slot);
  }
  return 0;
}

/** The name that a device had for an address at `time`, or NO_NAME; no reference is taken. */
export function recall(
  deviceHigh: u64,
  deviceLow: u64,
  deviceKind: u32,
  addressHigh: u64,
  addressLow: u64,
  time: u64,
): u32 {
  if (count == 0) return NO_NAME;
  const hash = hashOfPair(deviceHigh, deviceLow, deviceKind, addressHigh, addressLow);
  const found = find(hash, deviceHigh, deviceLow, deviceKind, addressHigh, addressLow);
  if (found == 0) return NO_NAME;
  const answer = answerAt(found - 1);
  return time <= answer.expires ? answer.name : NO_NAME;
}

/** A device was told at `time` that `name` has this address; the latest answer counts. Takes a reference. */
export function remember(
  deviceHigh: u64,
  deviceLow: u64,
  deviceKind: u32,
  addressHigh: u64,
  addressLow: u64,
  name: u32,
  ttlS: u32,
  time: u64,
): void {
  const hash = hashOfPair(deviceHigh, deviceLow, deviceKind, addressHigh, addressLow);
  const found = find(hash, deviceHigh, deviceLow, deviceKind, addressHigh, addressLow);
  const answer = found != 0 ? answerAt(found - 1) : add(hash, time);
  hold(name);
  release(answer.name);
  answer.name = name;
  answer.expires = time + max(<u64>ttlS, TTL_FLOOR_S) * NANOSECONDS_PER_SECOND;
  if (found != 0) return;
  answer.deviceHigh = deviceHigh;
  answer.deviceLow = deviceLow;
  answer.deviceKind = deviceKind;
  answer.addressHigh = addressHigh;
  answer.addressLow = addressLow;
}

/** `takeName`, which forgets a few answers where there is no room for a new name. */
export function takeNameAt(text: usize, size: u32, time: u64): u32 {
  if (isFull() && !hasName(text, size)) makeRoomForName(time);
  return takeName(text, size);
}

/** Forgets a few answers while the table of names is full: a name that nobody needs any more may free an entry. */
function makeRoomForName(time: u64): void {
  for (let k: u32 = 0; k < EVICTION_SAMPLE && count > 0 && isFull(); k++) {
    const entry = soonest();
    // Of a name that flows hold as well, forgetting it would free nothing.
    const answer = answerAt(entry);
    if (time <= answer.expires && !isLast(answer.name)) continue;
    forget(entry, time);
    // The last answer takes the place of the forgotten one, so that answers stay packed.
    count--;
    if (entry == count) continue;
    const last = answerAt(count);
    unlink(slots, mask, last.hash, count);
    memory.copy(changetype<usize>(answerAt(entry)), changetype<usize>(last), ANSWER_SIZE);
    link(slots, mask, last.hash, entry);
  }
}

/** An entry of `hash` without a name; makes room where all are used. */
function add(hash: u32, time: u64): Answer {
  let entry = count;
  if (count == ANSWERS_MAX_HERE) {
    entry = soonest();
    forget(entry, time);
  } else {
    count++;
    if (count * 2 > mask + 1) grow(entry);
  }
  link(slots, mask, hash, entry);
  const answer = answerAt(entry);
  answer.hash = hash;
  answer.name = NO_NAME;
  return answer;
}

/** Makes the index four times as large and links the first `entries` anew. */
function grow(entries: u32): void {
  memory.fill(slots, 0, (mask + 1) * SLOT_SIZE);
  mask = min(((mask + 1) << 2) - 1, SLOTS - 1);
  for (let entry: u32 = 0; entry < entries; entry++) link(slots, mask, answerAt(entry).hash, entry);
}

/** Of the next few answers at the hand, the one that expires first. */
function soonest(): u32 {
  hand %= count;
  let first = hand;
  for (let k: u32 = 1; k < EVICTION_SAMPLE; k++) {
    const entry = (hand + k) % count;
    if (answerAt(entry).expires < answerAt(first).expires) first = entry;
  }
  hand += EVICTION_SAMPLE;
  return first;
}

function forget(entry: u32, time: u64): void {
  const answer = answerAt(entry);
  if (time <= answer.expires) answersEvicted++;
  unlink(slots, mask, answer.hash, entry);
  release(answer.name);
}
