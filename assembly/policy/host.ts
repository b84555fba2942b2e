// Exceptions by host name.

import {
  NAME_TEXT,
  POLICY_NAME_AREA,
  POLICY_NAME_RECORD,
  POLICY_NAME_SIZE,
  POLICY_NAMES,
  VERDICT_NONE,
} from "../abi";
import { policyImage } from "./image";

const DOT: u8 = 0x2e;

/**
 * What exceptions say of a name record for a group of devices: of the name itself, then of the longest end of it
 * that one names. VERDICT_NONE where none fits. At most one search a label, and a name has 127.
 */
export function verdictOfName(record: usize, group: u32): u32 {
  const count = load<u32>(policyImage, POLICY_NAMES);
  if (count == 0) return VERDICT_NONE;
  const text = record + NAME_TEXT;
  const end = text + load<u8>(record);
  for (let at = text; at < end; at++) {
    if (at != text && load<u8>(at) != DOT) continue;
    const exception = find(at, <u32>(end - at), count);
    if (exception == 0) continue;
    const verdict: u32 = load<u8>(exception + group);
    if (verdict != VERDICT_NONE) return verdict;
  }
  return VERDICT_NONE;
}

/** Whether an exception names a name record, or an end of it, for any group. */
export function isMentioned(record: usize): bool {
  const count = load<u32>(policyImage, POLICY_NAMES);
  if (count == 0) return false;
  const text = record + NAME_TEXT;
  const end = text + load<u8>(record);
  for (let at = text; at < end; at++)
    if ((at == text || load<u8>(at) == DOT) && find(at, <u32>(end - at), count) != 0) return true;
  return false;
}

/** Where the policy has the exception for a text; 0 where none. */
function find(text: usize, size: u32, count: u32): usize {
  let from: u32 = 0;
  let to = count;
  while (from < to) {
    const middle = (from + to) >> 1;
    const name = policyImage + POLICY_NAME_AREA + middle * POLICY_NAME_SIZE;
    const order = compare(text, size, name + POLICY_NAME_RECORD);
    if (order == 0) return name;
    if (order < 0) to = middle;
    else from = middle + 1;
  }
  return 0;
}

/** By size and then by octets. */
function compare(text: usize, size: u32, record: usize): i32 {
  const difference = <i32>size - <i32>load<u8>(record);
  return difference != 0 ? difference : memory.compare(text, record + NAME_TEXT, size);
}
