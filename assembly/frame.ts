import {
  FRAME_CAPTURED,
  FRAME_DESTINATION,
  FRAME_DESTINATION_ANSWER,
  FRAME_END,
  FRAME_ETHER,
  FRAME_FRAGMENT_OFFSET,
  FRAME_IP,
  FRAME_LENGTH,
  FRAME_OCTETS,
  FRAME_OUTCOME,
  FRAME_PACKETS,
  FRAME_PRESENT,
  FRAME_SIZE,
  FRAME_SOURCE,
  FRAME_SOURCE_ANSWER,
  FRAME_SOURCE_PORT,
  FRAME_TRANSPORT,
  FRAME_VLAN,
  FRAME_VLAN_COUNT,
  FRAMES_MAX,
  HAS_TIME,
} from "./abi";
import { IS_LIVE } from "./live";

// Bits of `present` beside those of abi.ts, while a frame is counted: none that is described, for the host to read, has one.

/** It is plain (wire/plain.ts). */
export const IS_PLAIN: u32 = 512;
/** Its headers have not been read into its fields. */
export const IS_UNREAD: u32 = 1024;

/** What one frame says; drawn in abi.ts. A field holds something only where its bit of `present` is set. */
@unmanaged
export class Frame {
  /** Nanoseconds since 1970-01-01T00:00:00Z. */
  time: u64;
  /** Octets on the wire. */
  length: u32;
  /** Octets in the record. */
  captured: u32;
  sourceHigh: u64;
  sourceLow: u64;
  destinationHigh: u64;
  destinationLow: u64;
  /** The MAC beside an unspecified address (flow/identity.ts); 0 where both ends have addresses of their own. */
  ether: u64;
  /** Where the captured octets begin; with HAS_ETHER_*, both MACs. */
  octets: u32;
  /** Where the transport header begins; 0 where none was reached. */
  transport: u32;
  /** HAS_* and IS_IPV6. */
  present: u32;
  /** Of the flow's identity, the same in both directions; with IS_UNREAD, where the flow is (flow/known.ts). */
  hash: u32;
  outcome: u8;
  protocol: u8;
  tcpFlags: u8;
  vlanCount: u8;
  /** Whether it travels from the local to the remote end of its flow. */
  isUp: bool;
  /** Whether more fragments of the datagram follow. */
  hasMore: bool;
  /** In units of 8 octets. */
  fragmentOffset: u16;
  sourcePort: u16;
  destinationPort: u16;
  /** What follows the transport header may be read up to here: the captured octets' end or the datagram's. */
  end: u32;
  sourceAnswer: u16;
  destinationAnswer: u16;
  /** Packets on the wire: offload hands several of them over as one frame. Of live builds alone, as is `ip`. */
  packets: u16;
  /** Where the IP header begins, from `octets` on; good with HAS_SOURCE. */
  ip: u16;
}

// The class and the drawing in abi.ts are one layout.
if (offsetof<Frame>("length") != FRAME_LENGTH) ERROR("Frame.length");
if (offsetof<Frame>("captured") != FRAME_CAPTURED) ERROR("Frame.captured");
if (offsetof<Frame>("sourceHigh") != FRAME_SOURCE) ERROR("Frame.source");
if (offsetof<Frame>("destinationHigh") != FRAME_DESTINATION) ERROR("Frame.destination");
if (offsetof<Frame>("ether") != FRAME_ETHER) ERROR("Frame.ether");
if (offsetof<Frame>("octets") != FRAME_OCTETS) ERROR("Frame.octets");
if (offsetof<Frame>("transport") != FRAME_TRANSPORT) ERROR("Frame.transport");
if (offsetof<Frame>("end") != FRAME_END) ERROR("Frame.end");
if (offsetof<Frame>("present") != FRAME_PRESENT) ERROR("Frame.present");
if (offsetof<Frame>("outcome") != FRAME_OUTCOME) ERROR("Frame.outcome");
if (offsetof<Frame>("vlanCount") != FRAME_VLAN_COUNT) ERROR("Frame.vlanCount");
if (offsetof<Frame>("fragmentOffset") != FRAME_FRAGMENT_OFFSET) ERROR("Frame.fragmentOffset");
if (offsetof<Frame>("sourcePort") != FRAME_SOURCE_PORT) ERROR("Frame.sourcePort");
if (offsetof<Frame>("sourceAnswer") != FRAME_SOURCE_ANSWER) ERROR("Frame.sourceAnswer");
if (offsetof<Frame>("destinationAnswer") != FRAME_DESTINATION_ANSWER) ERROR("Frame.destinationAnswer");
if (offsetof<Frame>("packets") != FRAME_PACKETS) ERROR("Frame.packets");
if (offsetof<Frame>("ip") != FRAME_IP) ERROR("Frame.ip");
if (offsetof<Frame>() != FRAME_VLAN) ERROR("Frame.vlan");

/** The first for counting, all of them for describing. */
export const frames: usize = memory.data(FRAMES_MAX * FRAME_SIZE, 64);

/** The k-th frame of the area. */
export function frameAt(k: u32): Frame {
  return changetype<Frame>(frames + k * FRAME_SIZE);
}

/** Its place in the area. */
export function placeOf(frame: Frame): u32 {
  return <u32>(changetype<usize>(frame) - frames) / FRAME_SIZE;
}

/**
 * Forgets what the previous frame said, but for what the walker has written (time, lengths, octets, HAS_TIME): what
 * identifies a flow must be 0 where the new frame does not say it.
 */
export function clear(frame: Frame): void {
  frame.sourceHigh = 0;
  frame.sourceLow = 0;
  frame.destinationHigh = 0;
  frame.destinationLow = 0;
  frame.ether = 0;
  frame.transport = 0;
  frame.present &= HAS_TIME;
  store<u64>(changetype<usize>(frame), 0, FRAME_OUTCOME); // outcome to fragmentOffset
  store<u64>(changetype<usize>(frame), 0, FRAME_SOURCE_PORT); // ports, end
  store<u32>(changetype<usize>(frame), 0, FRAME_SOURCE_ANSWER); // answers
  if (IS_LIVE) frame.ip = 0;
}

/** Packets that the frame is made of. */
export function packetsOf(frame: Frame): u32 {
  return IS_LIVE ? frame.packets : 1;
}

/** Notes how far into the frame its outermost IP header begins. No link layer before it is longer than a u16 tells. */
export function beginIp(frame: Frame, offset: u32): void {
  if (IS_LIVE) frame.ip = <u16>min(offset, <u32>u16.MAX_VALUE);
}

/** Appends an 802.1Q or 802.1ad VLAN identifier; the caller keeps vlanCount below TAGS_MAX. */
export function addVlan(frame: Frame, vid: u32): void {
  const count: u32 = frame.vlanCount;
  store<u16>(changetype<usize>(frame) + (count << 1), <u16>vid, FRAME_VLAN);
  frame.vlanCount = <u8>(count + 1);
}
