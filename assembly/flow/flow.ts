import {
  FLOW_ANSWER,
  FLOW_ATTEMPTED_SIZE,
  FLOW_BYTES_UP,
  FLOW_CELL,
  FLOW_DEVICE,
  FLOW_DNS_NAME,
  FLOW_ETHER,
  FLOW_FIRST,
  FLOW_HASH,
  FLOW_LAST,
  FLOW_LOCAL_PORT,
  FLOW_NAME,
  FLOW_NAME_SOURCE,
  FLOW_NAMING,
  FLOW_PACKETS_UP,
  FLOW_REMOTE,
  FLOW_SEQUENCE,
  FLOW_SIZE,
  FLOW_STREAM,
  FLOW_VERDICT,
} from "../abi";
import { FlowAttempted } from "../counters/attempted";
import { IS_LIVE } from "../live";

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
  /** What the flow itself said; NAME_NONE where nothing. */
  name: u32;
  /** What its device had asked for when it opened. */
  dnsName: u32;
  /** TCP sequence number of the client's next octet; of DNS over UDP which ids were asked for (names/dns.ts). */
  sequence: u32;
  naming: u8;
  nameSource: u8;
  stream: u16;
}

const SECOND_LINE: usize = 64;

// @ts-expect-error: the release targets of asconfig.json define it; specs use a small table.
const FLOWS_MAX_HERE: u32 = isDefined(FLOWS_MAX) ? FLOWS_MAX : 64;
/** Flows that are kept at once. */
export const flowsMax: u32 = FLOWS_MAX_HERE;

export const flows: usize = memory.data(FLOWS_MAX_HERE * FLOW_SIZE, 128);
/** What was attempted, a record a flow; 0 where there are none. */
export const flowAttempts: usize = IS_LIVE ? memory.data(FLOWS_MAX_HERE * FLOW_ATTEMPTED_SIZE, 8) : 0;

export function flowAt(entry: u32): Flow {
  return changetype<Flow>(flows + entry * FLOW_SIZE);
}

/** Loads both cache lines, so that they are near; the sum means nothing. */
export function touch(flow: Flow): u32 {
  return load<u32>(changetype<usize>(flow)) + load<u32>(changetype<usize>(flow), SECOND_LINE);
}

/** The entry of a flow of the table. */
export function entryOf(flow: Flow): u32 {
  return <u32>(changetype<usize>(flow) - flows) / FLOW_SIZE;
}

/** What was attempted by a flow of the table; of live builds alone. */
export function flowAttempted(flow: Flow): FlowAttempted {
  return changetype<FlowAttempted>(flowAttempts + entryOf(flow) * FLOW_ATTEMPTED_SIZE);
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
if (offsetof<Flow>("name") != FLOW_NAME) ERROR("Flow.name");
if (offsetof<Flow>("dnsName") != FLOW_DNS_NAME) ERROR("Flow.dnsName");
if (offsetof<Flow>("sequence") != FLOW_SEQUENCE) ERROR("Flow.sequence");
if (offsetof<Flow>("naming") != FLOW_NAMING) ERROR("Flow.naming");
if (offsetof<Flow>("nameSource") != FLOW_NAME_SOURCE) ERROR("Flow.nameSource");
if (offsetof<Flow>("stream") != FLOW_STREAM) ERROR("Flow.stream");
if (offsetof<Flow>() != FLOW_SIZE) ERROR("Flow");
