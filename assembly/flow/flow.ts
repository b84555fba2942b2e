import {
  FLOW_ANSWER,
  FLOW_BYTES_UP,
  FLOW_CELL,
  FLOW_DEVICE,
  FLOW_ETHER,
  FLOW_FIRST,
  FLOW_HASH,
  FLOW_LAST,
  FLOW_LOCAL_PORT,
  FLOW_PACKETS_UP,
  FLOW_REMOTE,
  FLOW_VERDICT,
} from "../abi";

/** One flow; drawn in abi.ts. The first cache line is identity, the second counters. */
@unmanaged
export class Flow {
  localHigh: u64;
  localLow: u64;
  remoteHigh: u64;
  remoteLow: u64;
  /** localPort | remotePort << 16; 0 without ports. */
  ports: u32;
  /** protocol | (present & IDENTITY_MASK) << 16 of every frame of the flow. */
  kind: u32;
  ether: u64;
  device: u32;
  cell: u32;
  hash: u32;
  answer: u16;
  verdict: u16;
  packetsUp: u64;
  packetsDown: u64;
  bytesUp: u64;
  bytesDown: u64;
  first: u64;
  last: u64;
}

// The class and the drawing in abi.ts are one layout.
if (offsetof<Flow>("remoteHigh") != FLOW_REMOTE) ERROR("Flow.remote");
if (offsetof<Flow>("ports") != FLOW_LOCAL_PORT) ERROR("Flow.ports");
if (offsetof<Flow>("ether") != FLOW_ETHER) ERROR("Flow.ether");
if (offsetof<Flow>("device") != FLOW_DEVICE) ERROR("Flow.device");
if (offsetof<Flow>("cell") != FLOW_CELL) ERROR("Flow.cell");
if (offsetof<Flow>("hash") != FLOW_HASH) ERROR("Flow.hash");
if (offsetof<Flow>("answer") != FLOW_ANSWER) ERROR("Flow.answer");
if (offsetof<Flow>("verdict") != FLOW_VERDICT) ERROR("Flow.verdict");
if (offsetof<Flow>("packetsUp") != FLOW_PACKETS_UP) ERROR("Flow.packetsUp");
if (offsetof<Flow>("bytesUp") != FLOW_BYTES_UP) ERROR("Flow.bytesUp");
if (offsetof<Flow>("first") != FLOW_FIRST) ERROR("Flow.first");
if (offsetof<Flow>("last") != FLOW_LAST) ERROR("Flow.last");
