// DNS responses, and queries.

import { Octets } from "./octets";

const TYPE_A: u32 = 1;

/** Labels of a name, and the root. */
export function nameOf(name: string): Octets {
  const octets = new Octets();
  const labels = name.split(".");
  for (let k = 0; k < labels.length; k++) octets.vector(1, new Octets().text(labels[k]));
  return octets.u8(0);
}

export function query(name: string): Octets {
  return new Octets().hex("1234 0100 0001 0000 0000 0000").append(nameOf(name)).u16(TYPE_A).u16(1);
}

/** That a name has `count` addresses from `address` on. */
export function response(name: string, address: u32, ttl: u32 = 60, count: u32 = 1): Octets {
  const octets = new Octets().hex("1234 8180 0001").u16(count).hex("0000 0000");
  octets.append(nameOf(name)).u16(TYPE_A).u16(1);
  for (let k: u32 = 0; k < count; k++)
    octets
      .hex("c00c")
      .u16(TYPE_A)
      .u16(1)
      .u32(ttl)
      .u16(4)
      .u32(address + k);
  return octets;
}
