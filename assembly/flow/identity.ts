// What makes a flow besides its addresses and ports.

import { HAS_DESTINATION, HAS_ETHER_SOURCE, IDENTITY_MASK } from "../abi";
import { Frame } from "../frame";
import { hashOf } from "../hash";
import { etherDestination, etherSource } from "../wire/ethernet";
import { V4_MAPPED } from "../wire/ipv4";
import { Flow } from "./flow";

/** protocol | what every frame of a flow has in common << 16. */
export function kindOf(frame: Frame): u32 {
  return ((frame.present & IDENTITY_MASK) << 16) | frame.protocol;
}

/** Sets the hash of a frame that has been read, by which its flow is found. */
export function hashFrame(frame: Frame): void {
  frame.hash = hashOf(frame, kindOf(frame), frame.ether);
}

/** The addresses of a flow as they lie in a plain frame that goes up, if it has any such. */
export function plainEndsOf(flow: Flow): u64 {
  return <u64>bswap(<u32>flow.localLow) | ((<u64>bswap(<u32>flow.remoteLow)) << 32);
}

export function plainPortsOf(flow: Flow): u32 {
  return rotl(bswap(flow.ports), 16);
}

/** The MAC beside an unspecified address, which takes its place; 0 where both ends have addresses of their own. */
export function namingEther(frame: Frame): u64 {
  if (!(frame.present & HAS_ETHER_SOURCE)) return 0;
  if (isUnspecified(frame.sourceHigh, frame.sourceLow)) return etherSource(frame);
  if (!isUnspecified(frame.destinationHigh, frame.destinationLow)) return 0;
  // A destination that was cut off is zeros too.
  return frame.present & HAS_DESTINATION ? etherDestination(frame) : 0;
}

/** 0.0.0.0 or ::, with which every device that has no address yet asks for one. */
function isUnspecified(high: u64, low: u64): bool {
  return high == 0 && (low == V4_MAPPED || low == 0);
}
