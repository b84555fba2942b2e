// Domain names (RFC 1035 sections 3.1, 4.1.4) as text: labels joined by dots, none at the end, the root empty. A dot
// inside a label is written \046, so that a text stands for one name only.
//
//   0        1                          0                 2
//  | length | octets, up to 63 | ...   | 11 | offset (14) |          a name ends with length 0 or with a pointer

import { DNS_TEXT_SIZE } from "../abi";
import { be16, isSame } from "../wire/octets";
import { ESCAPED_SIZE_MAX, isUnescaped, lowerCaseWord, writeEscaped, writeText } from "./escape";
import { find, ONES, WORD_SIZE } from "./word";

const LABEL_SIZE_MAX: u32 = 63;
/** RFC 1035 section 2.3.4; with all length octets, without compression. */
const NAME_SIZE_MAX: u32 = 255;
const POINTER: u32 = 0xc0;
const POINTER_SIZE: u32 = 2;
const OFFSET_MASK: u32 = 0x3fff;
/** Pointers of one name. More labels than these do not fit in a name, so only a chain of bare pointers has more. */
const POINTERS_MAX: u32 = 127;
const DOT: u32 = 0x2e;

/**
 * No name has a longer text: a dot takes the place of a label's length octet, an escape that of any other. Neither the first
 * length octet nor the root's has a text, which leaves room for a word that ends behind it.
 */
export const NAME_TEXT_MAX: u32 = NAME_SIZE_MAX * ESCAPED_SIZE_MAX;

/** In place of octets that are none of a label's. */
const FILLER: u64 = 0x61 * ONES;

/** Texts of the names of the message that was read last. */
export const text: usize = memory.data(DNS_TEXT_SIZE, 64);
/** Where the next text goes. */
let textEnd: usize = text;

// What `readName` read: an offset in the text area. Names may share their texts, or the ends of them.
export let nameText: u32 = 0;
export let nameTextSize: u32 = 0;

let message: usize = 0;

// -- Labels of names already read: where a pointer leads to one of them, its text is there -----------------------
//
//  labelOf   | u16 x 16384 | by offset in the message, a number of `labels`; nothing in it is ever cleared: a
//                            number counts when it is below labelCount and that label has this offset
//  labels    | offset u16 | text u16 | textSize u16 | octets u16 |           the name that starts with this label

@unmanaged
class Label {
  offset: u16;
  text: u16;
  textSize: u16;
  /** Of the name without compression. */
  octets: u16;
}

/** Beyond these, names are read again at each pointer. */
const LABELS_MAX: u32 = 1024;
const LABEL_SHIFT: u32 = 3;
if (offsetof<Label>() != 1 << LABEL_SHIFT) ERROR("Label");

const labelOf: usize = memory.data((OFFSET_MASK + 1) << 1, 64);
const labels: usize = memory.data(LABELS_MAX << LABEL_SHIFT, 64);
let labelCount: u32 = 0;

/** Forgets all names: what is read next is another message. */
export function openMessage(at: usize): void {
  message = at;
  textEnd = text;
  labelCount = 0;
}

/** Whether the text area takes `count` more names, however long. */
export function hasRoomForNames(count: u32): bool {
  return textEnd + count * NAME_TEXT_MAX <= text + DNS_TEXT_SIZE;
}

/**
 * Reads the name at `at`, no octet from `end` on, and returns where its own octets end; 0 where it is broken. The
 * caller has asked for room.
 */
export function readName(at: usize, end: usize): usize {
  // The root, as that of EDNS has it.
  if (at < end && load<u8>(at) == 0) {
    nameText = <u32>(textEnd - text);
    nameTextSize = 0;
    return at + 1;
  }
  // The usual owner of an answer is one pointer to a name that was read before.
  if (at + POINTER_SIZE <= end && load<u8>(at) >= <u8>POINTER) {
    const label = labelAt(be16(at) & OFFSET_MASK);
    if (label) {
      nameText = label.text;
      nameTextSize = label.textSize;
      return at + POINTER_SIZE;
    }
  }
  const first = labelCount;
  const next = spell(first, at, end);
  if (next == 0) labelCount = first;
  return next;
}

/** Writes the text of a name, whose labels are `labels` from `first` on. */
function spell(first: u32, at: usize, end: usize): usize {
  let to = textEnd;
  let octets: u32 = 1; // the root's
  let pointers: u32 = 0;
  /** Pointers lead to before this: strictly back, so that no name is endless. */
  let from = at;
  /** Where the name's own octets end, once a pointer has told. */
  let next: usize = 0;
  while (at < end) {
    const length: u32 = load<u8>(at);
    if (length == 0) return keep(first, to, octets, pointers == 0 ? at + 1 : next);
    if (length <= LABEL_SIZE_MAX) {
      octets += 1 + length;
      if (octets > NAME_SIZE_MAX || at + 1 + length > end) return 0;
      if (to != textEnd) store<u8>(to++, <u8>DOT);
      if (pointers == 0) note(<u32>(at - message), to, octets - length - 2);
      to = writeLabel(at + 1, length, to);
      at += 1 + length;
      continue;
    }
    if (length < POINTER || at + POINTER_SIZE > end) return 0;
    const offset = be16(at) & OFFSET_MASK;
    if (pointers == 0) next = at + POINTER_SIZE;
    at = message + offset;
    if (at >= from || ++pointers > POINTERS_MAX) return 0;
    from = at;
    const label = labelAt(offset);
    if (!label) continue;
    if (to == textEnd) {
      nameText = label.text;
      nameTextSize = label.textSize;
      return next;
    }
    octets += label.octets - 1;
    if (octets > NAME_SIZE_MAX) return 0;
    store<u8>(to++, <u8>DOT);
    memory.copy(to, text + label.text, label.textSize);
    return keep(first, to + label.textSize, octets, next);
  }
  return 0;
}

/** The name that ends at `to` is the one that was read; it is what all labels from `first` on lead to. */
function keep(first: u32, to: usize, octets: u32, next: usize): usize {
  nameText = <u32>(textEnd - text);
  nameTextSize = <u32>(to - textEnd);
  textEnd = to;
  const labelsEnd = labels + (labelCount << LABEL_SHIFT);
  for (let at = labels + (first << LABEL_SHIFT); at < labelsEnd; at += 1 << LABEL_SHIFT) {
    const label = changetype<Label>(at);
    label.textSize = <u16>(to - text - label.text);
    label.octets = <u16>(octets - label.octets);
  }
  return next;
}

/** Writes the text of a label's octets; returns where the next one goes. A message's header is before them. */
function writeLabel(at: usize, size: u32, to: usize): usize {
  const end = at + size;
  for (; at + WORD_SIZE <= end; at += WORD_SIZE) to = writeWord(at, load<u64>(at), WORD_SIZE, to);
  const rest = <u32>(end - at);
  if (rest == 0) return to;
  // As those of addresses in ip6.arpa, of which a name has 32.
  if (rest == 1) return writeOctet(load<u8>(at), to);
  const word = load<u64>(end - WORD_SIZE) >> ((WORD_SIZE - rest) << 3);
  return writeWord(at, word | (FILLER << (rest << 3)), rest, to);
}

/** Writes the text of `size` octets at `at`, which are the first of `word`. */
function writeWord(at: usize, word: u64, size: u32, to: usize): usize {
  if (isUnescaped(word) && find(word, DOT) == 0) {
    store<u64>(to, lowerCaseWord(word));
    return to + size;
  }
  for (let k: u32 = 0; k < size; k++) to = writeOctet(load<u8>(at + k), to);
  return to;
}

function writeOctet(octet: u32, to: usize): usize {
  return octet == DOT ? writeEscaped(octet, to) : writeText(octet, to);
}

/** Remembers a label, but not yet where its name ends: `octets` of that name are before it. */
function note(offset: u32, to: usize, octets: u32): void {
  if (offset > OFFSET_MASK || labelCount == LABELS_MAX) return;
  const label = changetype<Label>(labels + (labelCount << LABEL_SHIFT));
  label.offset = <u16>offset;
  label.text = <u16>(to - text);
  label.octets = <u16>octets;
  store<u16>(labelOf + (offset << 1), <u16>labelCount);
  labelCount++;
}

/** The label at an offset in the message, null where no name that was read has one there. */
function labelAt(offset: u32): Label | null {
  const number: u32 = load<u16>(labelOf + (offset << 1));
  const label = changetype<Label>(labels + (number << LABEL_SHIFT));
  return number < labelCount && label.offset == offset ? label : null;
}

/** Where the octets of a name end, read or not: 0 where they pass `end` or are no labels. */
export function passName(at: usize, end: usize): usize {
  while (at < end) {
    const length: u32 = load<u8>(at);
    if (length == 0) return at + 1;
    if (length >= POINTER) return at + POINTER_SIZE <= end ? at + POINTER_SIZE : 0;
    if (length > LABEL_SIZE_MAX) return 0;
    at += 1 + length;
  }
  return 0;
}

/** Whether two texts of the text area are the same name. */
export function isSameName(left: u32, leftSize: u32, right: u32, rightSize: u32): bool {
  if (leftSize != rightSize) return false;
  return left == right || isSame(text + left, text + right, leftSize);
}
