// DNS queries and responses about one name.

import { header, hex, name, POINTER, QUERY, question, RESPONSE, record } from "./dns";
import { Octets } from "./octets";

const TYPE_A: u32 = 1;

export function query(owner: string): Octets {
  return new Octets().hex(header(QUERY, 1, 0) + question(name(owner), TYPE_A));
}

/** That a name has `count` addresses from `address` on. */
export function response(owner: string, address: u32, ttl: u32 = 60, count: u32 = 1): Octets {
  let digits = header(RESPONSE, 1, count) + question(name(owner), TYPE_A);
  for (let k: u32 = 0; k < count; k++) digits += record(POINTER, TYPE_A, ttl, hex(address + k, 4));
  return new Octets().hex(digits);
}
