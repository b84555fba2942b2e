// struct nlmsghdr (linux/netlink.h), in the byte order of the machine: little-endian on every one that is supported.
//
//   0            4          6           8             12          16
//   | length u32 | type u16 | flags u16 | sequence u32 | port u32 | payload, padded to 4 ...

import { NetlinkFormatError } from "./format-error.ts";

const LENGTH = 0;
const TYPE = 4;
const FLAGS = 6;
const SEQUENCE = 8;
export const MESSAGE_HEADER_SIZE = 16;

export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;

export const NLM_F_REQUEST = 0x01;
/** The kernel says at the end whether it did it. */
export const NLM_F_ACK = 0x04;
/** What was dumped changed meanwhile: some of it may be missing or stand twice. */
export const NLM_F_DUMP_INTR = 0x10;
export const NLM_F_DUMP = 0x300;
/** Of what is made: where it is not there yet, and behind what is. */
export const NLM_F_CREATE = 0x400;
export const NLM_F_APPEND = 0x800;

/** One message; `view` is that of the whole datagram, the payload lies from `start` to `end` in it. */
export interface Message {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
}

/** Messages and attributes begin at multiples of four. */
export function aligned(size: number): number {
  return (size + 3) & ~3;
}

/** The messages of one datagram. Throws NetlinkFormatError where one ends beyond it. */
export function* messages(octets: Uint8Array): Generator<Message> {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  for (let at = 0; at < view.byteLength; ) {
    const left = view.byteLength - at;
    if (left < MESSAGE_HEADER_SIZE) throw new NetlinkFormatError(`${left} octets are no message`);
    const length = view.getUint32(at + LENGTH, true);
    if (length < MESSAGE_HEADER_SIZE || length > left)
      throw new NetlinkFormatError(`a message of ${length} octets in ${left}`);
    yield {
      type: view.getUint16(at + TYPE, true),
      flags: view.getUint16(at + FLAGS, true),
      sequence: view.getUint32(at + SEQUENCE, true),
      view,
      start: at + MESSAGE_HEADER_SIZE,
      end: at + length,
    };
    at += aligned(length);
  }
}

/** The offset behind a fixed header of `size` octets. Throws NetlinkFormatError where the payload is shorter. */
export function behindHeader({ start, end }: Message, size: number): number {
  if (end - start < size) throw new NetlinkFormatError(`a payload of ${end - start} octets, not ${size}`);
  return start + size;
}

/** A request; the kernel fills in who asks. */
export function request(type: number, flags: number, sequence: number, payload: Uint8Array): Uint8Array {
  const octets = new Uint8Array(aligned(MESSAGE_HEADER_SIZE + payload.length));
  const view = new DataView(octets.buffer);
  view.setUint32(LENGTH, MESSAGE_HEADER_SIZE + payload.length, true);
  view.setUint16(TYPE, type, true);
  view.setUint16(FLAGS, NLM_F_REQUEST | flags, true);
  view.setUint32(SEQUENCE, sequence, true);
  octets.set(payload, MESSAGE_HEADER_SIZE);
  return octets;
}
