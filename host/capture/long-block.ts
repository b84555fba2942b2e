import { agreedLength, HEADER_SIZE, isLandmark, SECTION_HEADER } from "./block-shape.ts";
import { isBoundary, type Passed, toLandmark } from "./resync.ts";
import type { Window } from "./window.ts";

const TRAILER_SIZE = 4;

/** What is wrong with a block that is too long to hold. */
export interface LongFault extends Passed {
  readonly reason: string;
}

/**
 * Passes over a block of `length` octets by its own word, longer than can be held. Only its end could confirm that, and
 * a pipe cannot go back from there; so it is taken for a lie as soon as two blocks of this section stand in it, one
 * behind the other. A section header rather starts a capture that the block contains.
 * Returns undefined where the block is what it says.
 */
export function passLong(window: Window, length: number, littleEndian: boolean): LongFault | undefined {
  const body = length - TRAILER_SIZE;
  let octets = window.pass(HEADER_SIZE);
  while (octets < body && window.hold(HEADER_SIZE) >= HEADER_SIZE) {
    if (isLandmark(window, 0, littleEndian)) {
      if (window.view.getUint32(window.start, littleEndian) === SECTION_HEADER) break;
      if (isBoundary(window, agreedLength(window, 0, littleEndian), littleEndian))
        return {
          reason: `block claims ${length} octets`,
          octets,
          isBlock: false,
          ended: false,
        };
    }
    octets += window.pass(4);
  }
  octets += window.pass(body - octets);
  if (window.hold(TRAILER_SIZE) < TRAILER_SIZE) {
    octets += window.pass(TRAILER_SIZE);
    return { reason: `block cut after ${octets} of ${length} octets`, octets, isBlock: false, ended: true };
  }
  const trailer = window.view.getUint32(window.start, littleEndian);
  if (trailer === length) {
    window.pass(TRAILER_SIZE);
    return undefined;
  }
  const reason = `block claims ${length} octets at its start and ${trailer} at its end`;
  if (isBoundary(window, TRAILER_SIZE, littleEndian)) {
    octets += window.pass(TRAILER_SIZE);
    return { reason, octets, isBlock: false, ended: false };
  }
  const more = toLandmark(window, littleEndian);
  return { ...more, reason, octets: octets + more.octets };
}
