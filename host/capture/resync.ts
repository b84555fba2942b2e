// Where to read on after a block whose length lies. Work stays linear: octets are searched once, since the block at
// which reading goes on has lengths that agree; on top come NEAR octets for each damaged block.

import {
  agreedLength,
  BLOCK_SIZE_MAX,
  endsAt,
  HEADER_SIZE,
  INTERFACE_DESCRIPTION,
  INTERFACE_SIZE_MIN,
  isLandmark,
  ownEnd,
  SECTION_HEADER,
} from "./block-shape.ts";
import type { Window } from "./window.ts";

/** Octets behind a packet's own that are searched for its end; its options are seldom longer. */
const NEAR = 256;

/** What became of a damaged block. */
export interface Passed {
  /** Octets from its start to where reading goes on; passed over unless they are the block. */
  readonly octets: number;
  /** The octets are the block, and still lie at the window's start. */
  readonly isBlock: boolean;
  /** Nothing was found up to the input's end. */
  readonly ended: boolean;
}

/** Whether a block of any type, or the input's end, stands at `at`. */
export function isBoundary(window: Window, at: number, littleEndian: boolean): boolean {
  return window.hold(at + 1) === at || agreedLength(window, at, littleEndian) > 0;
}

/**
 * The end of a packet block next to where its captured octets end; 0 where there is none. Asked first: neither a length
 * that lies nor a capture that was itself captured, in the packet's own octets, can lead astray.
 */
export function endOfPacket(window: Window, type: number, littleEndian: boolean): number {
  const own = ownEnd(window, type, littleEndian);
  if (own === 0) return 0;
  for (let at = own + 4; at <= own + 4 + NEAR; at += 4) {
    const held = window.hold(at + HEADER_SIZE);
    if (held < at) return 0;
    if (endsAt(window, at, littleEndian) && isBoundary(window, at, littleEndian)) return at;
    if (held < at + HEADER_SIZE) return 0;
    if (isLandmark(window, at, littleEndian)) return at;
  }
  return 0;
}

/**
 * Passes over a damaged block of `type` to the next landmark, or to where its trailing length is right and a block or
 * the input's end follows. A block that ends so is whole but for its leading length.
 */
export function resync(window: Window, type: number, littleEndian: boolean): Passed {
  const own = ownEnd(window, type, littleEndian);
  // Cut within the packet or right behind it: its own octets are no place to look for blocks.
  if (own > 0 && window.hold(own + 4) < own + 4)
    return { octets: window.pass(own + 4), isBlock: false, ended: true };
  // An interface is worth more than doubts about its last options: without it none of its packets count.
  const isInterface = type === INTERFACE_DESCRIPTION;
  for (let at = 4; at <= BLOCK_SIZE_MAX; at += 4) {
    const held = window.hold(at + HEADER_SIZE);
    if (held < at) break;
    if (endsAt(window, at, littleEndian) && isBoundary(window, at, littleEndian))
      return { octets: at, isBlock: true, ended: false };
    if (held < at + HEADER_SIZE) break;
    if (isLandmark(window, at, littleEndian))
      return isInterface && at >= INTERFACE_SIZE_MIN
        ? { octets: at, isBlock: true, ended: false }
        : { octets: window.pass(at), isBlock: false, ended: false };
  }
  return toLandmark(window, littleEndian);
}

/** Passes over 4 octets, and more to the next landmark; only a section header is one where `sections` is set. */
export function toLandmark(window: Window, littleEndian: boolean, sections = false): Passed {
  let octets = window.pass(4);
  while (window.hold(HEADER_SIZE) >= HEADER_SIZE) {
    const isWanted = !sections || isSectionHeader(window, littleEndian);
    if (isWanted && isLandmark(window, 0, littleEndian)) return { octets, isBlock: false, ended: false };
    octets += window.pass(4);
  }
  return { octets: octets + window.pass(HEADER_SIZE), isBlock: false, ended: true };
}

function isSectionHeader({ view, start }: Window, littleEndian: boolean): boolean {
  return view.getUint32(start, littleEndian) === SECTION_HEADER;
}
