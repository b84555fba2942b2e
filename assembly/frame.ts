import {
  FRAME_CAPTURED,
  FRAME_DESTINATION,
  FRAME_DESTINATION_ANSWER,
  FRAME_ETHER_DESTINATION,
  FRAME_ETHER_SOURCE,
  FRAME_FRAGMENT_OFFSET,
  FRAME_LENGTH,
  FRAME_OUTCOME,
  FRAME_PRESENT,
  FRAME_SIZE,
  FRAME_SOURCE,
  FRAME_SOURCE_PORT,
  FRAME_VLAN,
  FRAME_VLAN_COUNT,
  FRAMES_MAX,
  HAS_TIME,
} from "./abi";

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
  etherSource: u64;
  etherDestination: u64;
  /** HAS_* and IS_IPV6. */
  present: u32;
  /** Of the flow's identity, the same in both directions. */
  hash: u32;
  outcome: u8;
  protocol: u8;
  tcpFlags: u8;
  vlanCount: u8;
  /** Whether it travels from the local to the remote end of its flow. */
  isUp: bool;
  /** In units of 8 octets. */
  fragmentOffset: u16;
  sourcePort: u16;
  destinationPort: u16;
  sourceAnswer: u16;
  destinationAnswer: u16;
}

// The class and the drawing in abi.ts are one layout.
if (offsetof<Frame>("length") != FRAME_LENGTH) ERROR("Frame.length");
if (offsetof<Frame>("captured") != FRAME_CAPTURED) ERROR("Frame.captured");
if (offsetof<Frame>("sourceHigh") != FRAME_SOURCE) ERROR("Frame.source");
if (offsetof<Frame>("destinationHigh") != FRAME_DESTINATION) ERROR("Frame.destination");
if (offsetof<Frame>("etherSource") != FRAME_ETHER_SOURCE) ERROR("Frame.etherSource");
if (offsetof<Frame>("etherDestination") != FRAME_ETHER_DESTINATION) ERROR("Frame.etherDestination");
if (offsetof<Frame>("present") != FRAME_PRESENT) ERROR("Frame.present");
if (offsetof<Frame>("outcome") != FRAME_OUTCOME) ERROR("Frame.outcome");
if (offsetof<Frame>("vlanCount") != FRAME_VLAN_COUNT) ERROR("Frame.vlanCount");
if (offsetof<Frame>("fragmentOffset") != FRAME_FRAGMENT_OFFSET) ERROR("Frame.fragmentOffset");
if (offsetof<Frame>("sourcePort") != FRAME_SOURCE_PORT) ERROR("Frame.sourcePort");
if (offsetof<Frame>("destinationAnswer") != FRAME_DESTINATION_ANSWER) ERROR("Frame.destinationAnswer");
if (offsetof<Frame>() != FRAME_VLAN) ERROR("Frame.vlan");

/** The first for counting, all of them for describing. */
export const frames: usize = memory.data(FRAMES_MAX * FRAME_SIZE, 64);

/** The k-th frame of the area. */
export function frameAt(k: u32): Frame {
  return changetype<Frame>(frames + k * FRAME_SIZE);
}

/** Forgets the previous frame; what identifies a flow must be 0 where the new frame does not say it. */
export function clear(frame: Frame, hasTime: bool): void {
  frame.sourceHigh = 0;
  frame.sourceLow = 0;
  frame.destinationHigh = 0;
  frame.destinationLow = 0;
  frame.etherSource = 0;
  frame.etherDestination = 0;
  store<u64>(changetype<usize>(frame), hasTime ? HAS_TIME : 0, FRAME_PRESENT); // present, hash
  store<u64>(changetype<usize>(frame), 0, FRAME_OUTCOME); // outcome to fragmentOffset
  store<u64>(changetype<usize>(frame), 0, FRAME_SOURCE_PORT); // ports, answers
}

/** Appends an 802.1Q or 802.1ad VLAN identifier; the caller keeps vlanCount below TAGS_MAX. */
export function addVlan(frame: Frame, vid: u32): void {
  const count: u32 = frame.vlanCount;
  store<u16>(changetype<usize>(frame) + (count << 1), <u16>vid, FRAME_VLAN);
  frame.vlanCount = <u8>(count + 1);
}
