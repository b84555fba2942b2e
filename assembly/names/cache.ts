// What each device was told by DNS: (device, address) -> the name that it had asked for. An answer holds no name: when
// that has made room for another, the answer is as good as forgotten.
//
//  index   | 8 octets (slots.ts) | x 2 ANSWERS_MAX
//  answers | Answer, 56 octets   | x ANSWERS_MAX; when all are used, of a few the one that is needed least goes

import { hashOfIdentifier } from "../hash";
import { entryAt, hashAt, home, link, next, SLOT_SIZE, unlink } from "../slots";
import { needOf } from "./need";
import { NANOSECONDS_PER_SECOND, secondsOf } from "./second";
import { NO_NAME, stampOf, use } from "./table";

// @ts-expect-error: the release targets of asconfig.json define it; specs use a small table.
const ANSWERS_MAX_HERE: u32 = isDefined(ANSWERS_MAX) ? ANSWERS_MAX : 32;
export const answersMax: u32 = ANSWERS_MAX_HERE;
const SLOTS: u32 = ANSWERS_MAX_HERE * 2;
const SLOTS_FIRST: u32 = min<u32>(SLOTS, 128);
/** Candidates looked at to find one that is needed least. */
const EVICTION_SAMPLE: u32 = 8;
/** Devices go on using an address for a while after its time to live, and resolvers in them cut it short. */
const TTL_FLOOR_S: u64 = 600;
/** Resolvers cut longer ones (RFC 8767 section 4), most of them to a day. */
const TTL_CEILING_S: u64 = 86400;

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
  /** Of the name: another one stands for another name (table.ts). */
  stamp: u32;
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
  if (time > answer.expires || !isNameThere(answer)) return NO_NAME;
  use(answer.name, secondsOf(time));
  return answer.name;
}

function isNameThere(answer: Answer): bool {
  return stampOf(answer.name) == answer.stamp;
}

/** A device was told at `time` that `name` has this address; the latest answer counts. */
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
  answer.name = name;
  answer.stamp = stampOf(name);
  answer.expires = time + min(max(<u64>ttlS, TTL_FLOOR_S), TTL_CEILING_S) * NANOSECONDS_PER_SECOND;
  if (found != 0) return;
  answer.deviceHigh = deviceHigh;
  answer.deviceLow = deviceLow;
  answer.deviceKind = deviceKind;
  answer.addressHigh = addressHigh;
  answer.addressLow = addressLow;
}

/** An entry of `hash`; makes room where all are used. */
function add(hash: u32, time: u64): Answer {
  let entry = count;
  if (count == ANSWERS_MAX_HERE) {
    entry = leastNeeded(time);
    forget(entry, time);
  } else {
    count++;
    if (count * 2 > mask + 1) grow(entry);
  }
  link(slots, mask, hash, entry);
  const answer = answerAt(entry);
  answer.hash = hash;
  return answer;
}

/** Makes the index four times as large and links the first `entries` anew. */
function grow(entries: u32): void {
  memory.fill(slots, 0, (mask + 1) * SLOT_SIZE);
  mask = min(((mask + 1) << 2) - 1, SLOTS - 1);
  for (let entry: u32 = 0; entry < entries; entry++) link(slots, mask, answerAt(entry).hash, entry);
}

/** Of the next few answers at the hand, the one that is needed least. */
function leastNeeded(time: u64): u32 {
  let least = hand;
  for (let k: u32 = 1; k < EVICTION_SAMPLE; k++) {
    const entry = (hand + k) % ANSWERS_MAX_HERE;
    if (needOfAnswer(entry, time) < needOfAnswer(least, time)) least = entry;
  }
  hand = (hand + EVICTION_SAMPLE) % ANSWERS_MAX_HERE;
  return least;
}

/** Nothing of what is past or has lost its name; else until when it is good, and that of what a rule names above all. */
function needOfAnswer(entry: u32, time: u64): u64 {
  const answer = answerAt(entry);
  if (time > answer.expires || !isNameThere(answer)) return 0;
  return needOf(answer.name, answer.expires);
}

function forget(entry: u32, time: u64): void {
  if (needOfAnswer(entry, time) != 0) answersEvicted++;
  unlink(slots, mask, answerAt(entry).hash, entry);
}
