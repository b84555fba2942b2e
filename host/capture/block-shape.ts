// What tells a block from other octets (draft-ietf-opsawg-pcapng sections 3.1 and 4). Every `at` is in octets
// from the window's start and at most BLOCK_SIZE_MAX.

import { CAPTURED_MAX } from "../../assembly/abi.ts";
import { HOLD_MAX, type Window } from "./window.ts";

/** A section header's type, a palindrome so that it reads the same in both byte orders. */
export const SECTION_HEADER = 0x0a0d0d0a;
export const INTERFACE_DESCRIPTION = 1;
export const OBSOLETE_PACKET = 2;
export const SIMPLE_PACKET = 3;
export const ENHANCED_PACKET = 6;

export const HEADER_SIZE = 8;
/** Type, length and the length again. */
export const BLOCK_SIZE_MIN = 12;
/** Of a section header: byte order, version and section length on top. */
export const SECTION_SIZE_MIN = 28;
/** Longest block that is looked into: captured octets, options and comments with room to spare. */
export const BLOCK_SIZE_MAX = HOLD_MAX / 2;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const BYTE_ORDER = 8;
const MAJOR = 12;
export const MAJOR_SUPPORTED = 1;
/** Octets of a section header that say how to read the rest. */
export const SECTION_START = MAJOR + 2;

export const INTERFACE_SIZE_MIN = 20;
const INTERFACE_RESERVED = 10;
/** Of enhanced and obsolete packets. */
const CAPTURED = 20;
const OCTETS = 28;
const PACKET_SIZE_MIN = 32;
const SIMPLE_LENGTH = 8;
const SIMPLE_SIZE_MIN = 16;

export function padded(size: number): number {
  return (size + 3) & ~3;
}

/** Whether the section that starts at `at` is little-endian; a number is the magic that is none. */
export function byteOrderAt({ view, start }: Window, at: number): boolean | number {
  const magic = view.getUint32(start + at + BYTE_ORDER, true);
  if (magic === BYTE_ORDER_MAGIC) return true;
  return view.getUint32(start + at + BYTE_ORDER) === BYTE_ORDER_MAGIC ? false : magic;
}

export function majorAt({ view, start }: Window, at: number, littleEndian: boolean): number {
  return view.getUint16(start + at + MAJOR, littleEndian);
}

/** Length of the block of any type at `at`, where it says the same at both ends; else 0. */
export function agreedLength(window: Window, at: number, littleEndian: boolean): number {
  if (window.hold(at + BLOCK_SIZE_MIN) < at + BLOCK_SIZE_MIN) return 0;
  let order: boolean | number = littleEndian;
  if (window.view.getUint32(window.start + at, littleEndian) === SECTION_HEADER)
    order = byteOrderAt(window, at);
  if (typeof order === "number") return 0;
  const length = window.view.getUint32(window.start + at + 4, order);
  if (length < BLOCK_SIZE_MIN || length > BLOCK_SIZE_MAX || length % 4 !== 0) return 0;
  if (window.hold(at + length) < at + length) return 0;
  return window.view.getUint32(window.start + at + length - 4, order) === length ? length : 0;
}

/**
 * Whether reading can go on at `at` after damage: a section header, an interface or a packet whose two lengths agree
 * and whose fields fit into them. Of other types there is no telling them from packet data (any u32 repeated is such a
 * block), and nothing is lost without them.
 */
export function isLandmark(window: Window, at: number, littleEndian: boolean): boolean {
  // Runs once for every 4 octets of a damaged file: the type refuses nearly all of them.
  const type = window.view.getUint32(window.start + at, littleEndian);
  if (type !== SECTION_HEADER && (type > ENHANCED_PACKET || type === 0)) return false;
  const length = agreedLength(window, at, littleEndian);
  if (length === 0) return false;
  // hold() may have moved the start.
  const { view, start } = window;
  switch (type) {
    case SECTION_HEADER: {
      const order = byteOrderAt(window, at);
      return length >= SECTION_SIZE_MIN && majorAt(window, at, order === true) === MAJOR_SUPPORTED;
    }
    case INTERFACE_DESCRIPTION:
      return length >= INTERFACE_SIZE_MIN && view.getUint16(start + at + INTERFACE_RESERVED) === 0;
    case OBSOLETE_PACKET:
    case ENHANCED_PACKET:
      return (
        length >= PACKET_SIZE_MIN &&
        view.getUint32(start + at + CAPTURED, littleEndian) <=
          Math.min(length - PACKET_SIZE_MIN, CAPTURED_MAX)
      );
    case SIMPLE_PACKET: {
      // It has no options: its octets are at most the packet, padded.
      const octets = length - SIMPLE_SIZE_MIN;
      return octets >= 0 && octets - 3 <= view.getUint32(start + at + SIMPLE_LENGTH, littleEndian);
    }
    default:
      return false;
  }
}

/** Where the octets of the packet block at the start end by its own word; 0 where it has none or cannot be right. */
export function ownEnd(window: Window, type: number, littleEndian: boolean): number {
  if (type !== ENHANCED_PACKET && type !== OBSOLETE_PACKET) return 0;
  if (window.hold(OCTETS) < OCTETS) return 0;
  const captured = window.view.getUint32(window.start + CAPTURED, littleEndian);
  return captured > CAPTURED_MAX ? 0 : OCTETS + padded(captured);
}

/** Whether the octets up to `at` end as a block that starts at the window's start does. */
export function endsAt({ view, start }: Window, at: number, littleEndian: boolean): boolean {
  return at >= BLOCK_SIZE_MIN && view.getUint32(start + at - 4, littleEndian) === at;
}
