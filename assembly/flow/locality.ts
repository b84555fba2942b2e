// Which end of a new flow is the local one; decided once, on the flow's first frame.

import {
  COUNTRY_NULL,
  HAS_DESTINATION,
  HAS_PROTOCOL,
  IS_IPV6,
  LOCAL_PREFIX_HIGH,
  LOCAL_PREFIX_IS_IPV6,
  LOCAL_PREFIX_LOW,
  LOCAL_PREFIX_MASK_HIGH,
  LOCAL_PREFIX_MASK_LOW,
  LOCAL_PREFIX_SIZE,
  LOCAL_PREFIXES_MAX,
} from "../abi";
import { Frame } from "../frame";
import { PROTOCOL_TCP } from "../wire/protocol";

const TCP_SYN_ACK: u8 = 0x12;

export const localPrefixes: usize = memory.data(LOCAL_PREFIXES_MAX * LOCAL_PREFIX_SIZE, 8);
let localPrefixCount: u32 = 0;

/** The host has written `count` prefixes, as drawn in abi.ts. */
export function setLocalPrefixCount(count: u32): void {
  assert(count <= LOCAL_PREFIXES_MAX);
  localPrefixCount = count;
}

/** Whether the first frame of a flow travels from its local to its remote end: the first rule that decides. */
export function isFromLocal(frame: Frame): bool {
  if (!(frame.present & HAS_DESTINATION)) return true;
  const isIpv6 = (frame.present & IS_IPV6) != 0;

  const sourceIsGroup = isGroup(frame.sourceHigh, frame.sourceLow, isIpv6);
  const destinationIsGroup = isGroup(frame.destinationHigh, frame.destinationLow, isIpv6);

  const sourceInside = isLocal(frame.sourceHigh, frame.sourceLow, isIpv6);
  const destinationInside = isLocal(frame.destinationHigh, frame.destinationLow, isIpv6);
  if (sourceInside != destinationInside) return sourceInside;

  const sourceSpecial = country(frame.sourceAnswer) == COUNTRY_NULL && !sourceIsGroup;
  const destinationSpecial = country(frame.destinationAnswer) == COUNTRY_NULL && !destinationIsGroup;
  if (sourceSpecial != destinationSpecial) return sourceSpecial;

  if (destinationIsGroup) return true;

  const isSynAck =
    (frame.present & HAS_PROTOCOL) != 0 &&
    frame.protocol == PROTOCOL_TCP &&
    (frame.tcpFlags & TCP_SYN_ACK) == TCP_SYN_ACK;
  return !isSynAck;
}

/** Whether both ends of a frame are inside local prefixes: it leads nowhere. */
export function isWithinLocal(frame: Frame): bool {
  const isIpv6 = (frame.present & IS_IPV6) != 0;
  return (
    isLocal(frame.sourceHigh, frame.sourceLow, isIpv6) &&
    isLocal(frame.destinationHigh, frame.destinationLow, isIpv6)
  );
}

function country(answer: u16): u8 {
  return <u8>answer;
}

/** Multicast (RFC 5771, RFC 4291 section 2.7) or the limited broadcast address (RFC 919). */
export function isGroup(high: u64, low: u64, isIpv6: bool): bool {
  if (isIpv6) return high >> 56 == 0xff;
  const address = <u32>low;
  return address >> 28 == 0xe || address == 0xffffffff;
}

/** A prefix may be wide enough to cover group addresses; they are never local. */
function isLocal(high: u64, low: u64, isIpv6: bool): bool {
  return !isGroup(high, low, isIpv6) && isInside(high, low, isIpv6);
}

function isInside(high: u64, low: u64, isIpv6: bool): bool {
  for (let k: u32 = 0; k < localPrefixCount; k++) {
    const prefix = localPrefixes + k * LOCAL_PREFIX_SIZE;
    if ((load<u32>(prefix, LOCAL_PREFIX_IS_IPV6) != 0) != isIpv6) continue;
    const differs =
      ((high ^ load<u64>(prefix, LOCAL_PREFIX_HIGH)) & load<u64>(prefix, LOCAL_PREFIX_MASK_HIGH)) |
      ((low ^ load<u64>(prefix, LOCAL_PREFIX_LOW)) & load<u64>(prefix, LOCAL_PREFIX_MASK_LOW));
    if (differs == 0) return true;
  }
  return false;
}
