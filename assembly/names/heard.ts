// What was said last of devices: it is not news when it is said again. What was said before that is, for of two claims the
// last one stands. The host's book is the same as if it heard everything (tests/host/names/identity-listener.test.ts).
//
//   heard | hash of a claim's words and of who speaks u32 | x HEARD_MAX

import { HAS_ETHER_SOURCE, IS_IPV6 } from "../abi";
import { Frame } from "../frame";
import { hashOfIdentifier } from "../hash";
import { etherSource } from "../wire/ethernet";
import { CLIENT_UNKNOWN, dhcpClient } from "./dhcp";
import { isDhcp, isDhcpv4, PORT_DHCP_SERVER, PORT_MDNS, PORT_SSDP } from "./identity-port";
import { isFromInside } from "./inside";
import { isSharing } from "./share";

/** What is said again later than that is news again: the host may have forgotten who said it. */
const REPEAT_NS: u64 = 600_000_000_000;
/** Claims that are remembered; a power of 2. Where two share a place, they are sent again, which is no news. */
const HEARD_MAX: u32 = 4096;
const heard: usize = memory.data(HEARD_MAX * 4, 64);
/** Places of one subject, a half of its words each. */
const NAME: u32 = 0;
const TRAITS: u32 = 1;
/** Changes when something is said of nobody knows whom: then all is said again. */
let saidOfUnknown: u32 = 0;
/** 2^32 / golden ratio, odd: turns and changes do not undo each other. */
const SAID_STEP: u32 = 0x9e3779b9;

/** Whether all that a datagram says was said last of whom it is said, a short while ago; notes it. */
export function wasHeard(frame: Frame, port: u32, words: u64): bool {
  // A server's words may pass another tap than its client's.
  if (isSharing && isDhcp(port)) return false;
  const hasEther = (frame.present & HAS_ETHER_SOURCE) != 0;
  const ether = hasEther ? etherSource(frame) : 0;
  const isOfClient = hasEther && isDhcpv4(port);
  if (isOfClient && dhcpClient == CLIENT_UNKNOWN) {
    saidOfUnknown += SAID_STEP;
    return false;
  }
  const sender = senderOf(frame, ether);
  // Where links have no MACs, DHCP names its clients by addresses of theirs, which are not looked for here.
  const isShared = hasEther || isDhcp(port);
  const subject = isShared ? subjectOf(port, isOfClient ? dhcpClient : ether) : sender ^ port;
  // Words alone would take two that share a place for one. Who carries a message of DHCP counts for nothing, nor does by
  // which of its addresses a device says what it says of itself.
  const isOfSubject = isOfClient || (hasEther && holdsSender(port) && isFromInside(frame));
  const by = isOfSubject ? 0 : hashOfIdentifier(sender, subject, port);
  const speaker = subject ^ by ^ (<u32>(frame.time / REPEAT_NS) + saidOfUnknown);
  const isNameHeard = wasLast(subject ^ NAME, <u32>words, speaker);
  const areTraitsHeard = wasLast(subject ^ TRAITS, <u32>(words >> 32), speaker);
  return isNameHeard && areTraitsHeard;
}

/** Whether words are of their sender alone: those that speak for others have none. */
function holdsSender(port: u32): bool {
  return port == PORT_MDNS || port == PORT_SSDP;
}

/** Whether a hash, 0 of nothing, is that of the claim that stands at a place; it stands there from now on. */
function wasLast(subject: u32, words: u32, speaker: u32): bool {
  if (words == 0) return true;
  const place = heard + ((subject & (HEARD_MAX - 1)) << 2);
  const all = words ^ speaker;
  if (load<u32>(place) == all) return true;
  store<u32>(place, all);
  return false;
}

/**
 * What those have in common whose claims may be of one device and one source: of these the last one stands. A device that
 * has several addresses speaks from each.
 */
function subjectOf(port: u32, ether: u64): u32 {
  return hashOfIdentifier(ether, 0, isDhcp(port) ? PORT_DHCP_SERVER : port);
}

/** All that the host knows of who sent it. */
function senderOf(frame: Frame, ether: u64): u32 {
  const link = hashOfIdentifier(0, ether, frame.present & (HAS_ETHER_SOURCE | IS_IPV6));
  return hashOfIdentifier(frame.sourceHigh, frame.sourceLow, link);
}
