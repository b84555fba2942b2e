// What the firewall answers where it rejects: a TCP reset in the name of the remote end, an ICMP error in its own. Both
// are nobody's traffic.

import { FRAME_SIZE, HAS_DESTINATION, HAS_SOURCE } from "../abi";
import { Flow } from "../flow/flow";
import { kindOf } from "../flow/identity";
import { find } from "../flow/table";
import { Frame, packetsOf } from "../frame";
import { hashOf } from "../hash";
import { prohibited } from "../wire/prohibited";
import { TCP_RST } from "../wire/tcp";
import { isRefused, isWaiting } from "./refused";

/** Such answers that were seen. */
export let refusalsSeen: u64 = 0;

/** The packet that an error quotes. */
const quoted: Frame = changetype<Frame>(memory.data(FRAME_SIZE, 8));
const HAS_ENDS: u32 = HAS_SOURCE | HAS_DESTINATION;

/**
 * Counts an ICMP error about a refused flow; false for every other frame. A name that is still waited for here, in a
 * QUIC Initial, is known to whoever refuses.
 */
export function isErrorOfRefusal(frame: Frame): bool {
  if (!prohibited(frame, quoted) || (quoted.present & HAS_ENDS) != HAS_ENDS) return false;
  if (frame.destinationLow != quoted.sourceLow || frame.destinationHigh != quoted.sourceHigh) return false;
  quoted.hash = hashOf(quoted, kindOf(quoted), 0);
  const flow = find(quoted);
  if (flow == null || !quoted.isUp || !(isRefused(flow) || isWaiting(flow))) return false;
  refusalsSeen += packetsOf(frame);
  return true;
}

/** Counts a reset downwards in a refused flow; false for every other frame. */
export function isResetOfRefusal(frame: Frame, flow: Flow): bool {
  if (frame.isUp || !(frame.tcpFlags & TCP_RST) || !isRefused(flow)) return false;
  refusalsSeen += packetsOf(frame);
  return true;
}
