// The answer that is being learned, as abi.ts draws it: heard here, or by another instance.

import {
  ANSWER_ADDRESS_COUNT,
  ANSWER_ADDRESSES,
  ANSWER_NAME,
  ANSWER_SIZE_MAX,
  DNS_ADDRESS_SIZE,
  DNS_ADDRESSES_MAX,
  NAME_SIZE,
} from "../abi";

if (ANSWER_ADDRESSES != ANSWER_NAME + NAME_SIZE) ERROR("ANSWER_ADDRESSES");
if (ANSWER_SIZE_MAX != ANSWER_ADDRESSES + DNS_ADDRESSES_MAX * DNS_ADDRESS_SIZE) ERROR("ANSWER_SIZE_MAX");

/** Where the host writes one. */
export const answer: usize = memory.data(ANSWER_SIZE_MAX, 8);

export function addressCount(): u32 {
  return load<u32>(answer, ANSWER_ADDRESS_COUNT);
}

/** Octets of it that are used. */
export function answerSize(): u32 {
  return ANSWER_ADDRESSES + addressCount() * DNS_ADDRESS_SIZE;
}
