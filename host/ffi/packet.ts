// What sockets of AF_PACKET have in common (packet(7)).

import { koffi } from "./koffi.ts";
import { SOL_SOCKET, type Socket } from "./socket.ts";

export const AF_PACKET = 17;
export const SOCK_RAW = 3;
const ETH_P_ALL = 3;
const SO_ATTACH_FILTER = 26;

/** A program as capture/bpf.ts encodes it takes the place of the one before, between two frames. */
export function attachFilter(socket: Socket, filter: Uint8Array): void {
  setProgram(socket, "SO_ATTACH_FILTER", SOL_SOCKET, SO_ATTACH_FILTER, filter);
}

/** By way of a sock_fprog: the number of instructions u16, padding, a pointer to them. The kernel keeps a copy. */
export function setProgram(
  socket: Socket,
  what: string,
  level: number,
  name: number,
  filter: Uint8Array,
): void {
  const { alloc, free, view, address } = koffi();
  const instructions = alloc("uint8_t", filter.length);
  try {
    new Uint8Array(view(instructions, filter.length)).set(filter);
    const octets = new Uint8Array(16);
    const fields = new DataView(octets.buffer);
    fields.setUint16(0, filter.length / 8, true);
    fields.setBigUint64(8, address(instructions), true);
    socket.setOption(what, level, name, octets);
  } finally {
    free(instructions);
  }
}

/** sockaddr_ll: family u16, protocol u16 (network order), ifindex i32, then what only sending needs. */
export function linkAddress(interfaceIndex: number): Uint8Array {
  const octets = new Uint8Array(20);
  const fields = new DataView(octets.buffer);
  fields.setUint16(0, AF_PACKET, true);
  fields.setUint16(2, ETH_P_ALL, false);
  fields.setInt32(4, interfaceIndex, true);
  return octets;
}
