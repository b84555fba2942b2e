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
    const verdict = verdictOfText(at, <u32>(end - at), group, count);
    if (verdict != VERDICT_NONE) return verdict;
  }
  return VERDICT_NONE;
}

function verdictOfText(text: usize, size: u32, group: u32, count: u32): u32 {
  let from: u32 = 0;
  let to = count;
  while (from < to) {
    const middle = (from + to) >> 1;
    const name = policyImage + POLICY_NAME_AREA + middle * POLICY_NAME_SIZE;
    const order = compare(text, size, name + POLICY_NAME_RECORD);
    if (order == 0) return load<u8>(name + group);
    if (order < 0) to = middle;
    else from = middle + 1;
  }
  return VERDICT_NONE;
}

/** By size and then by octets. */
function compare(text: usize, size: u32, record: usize): i32 {
  const difference = <i32>size - <i32>load<u8>(record);
  return difference != 0 ? difference : memory.compare(text, record + NAME_TEXT, size);
}
