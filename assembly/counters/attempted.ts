// What was sent and refused, of a flow or of a cell.

import {
  ATTEMPTED_BYTES,
  ATTEMPTED_PACKETS,
  ATTEMPTED_SIZE,
  FLOW_ATTEMPTED_HELD_BYTES,
  FLOW_ATTEMPTED_HELD_LINK_BYTES,
  FLOW_ATTEMPTED_HELD_PACKETS,
  FLOW_ATTEMPTED_HELD_SINCE,
  FLOW_ATTEMPTED_SIZE,
} from "../abi";

@unmanaged
export class Attempted {
  packets: u64;
  bytes: u64;
}
if (offsetof<Attempted>("packets") != ATTEMPTED_PACKETS) ERROR("Attempted.packets");
if (offsetof<Attempted>("bytes") != ATTEMPTED_BYTES) ERROR("Attempted.bytes");
if (offsetof<Attempted>() != ATTEMPTED_SIZE) ERROR("Attempted");

/** A flow's; drawn in abi.ts. */
@unmanaged
export class FlowAttempted extends Attempted {
  heldSince: u64;
  heldBytes: u32;
  heldPackets: u16;
  heldLinkBytes: u16;
}
if (offsetof<FlowAttempted>("heldSince") != FLOW_ATTEMPTED_HELD_SINCE) ERROR("FlowAttempted.heldSince");
if (offsetof<FlowAttempted>("heldBytes") != FLOW_ATTEMPTED_HELD_BYTES) ERROR("FlowAttempted.heldBytes");
if (offsetof<FlowAttempted>("heldPackets") != FLOW_ATTEMPTED_HELD_PACKETS) ERROR("FlowAttempted.heldPackets");
if (offsetof<FlowAttempted>("heldLinkBytes") != FLOW_ATTEMPTED_HELD_LINK_BYTES)
  ERROR("FlowAttempted.heldLinkBytes");
if (offsetof<FlowAttempted>() != FLOW_ATTEMPTED_SIZE) ERROR("FlowAttempted");

export function addAttempted(into: Attempted, packets: u64, bytes: u64): void {
  into.packets += packets;
  into.bytes += bytes;
}
