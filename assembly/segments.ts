// Receive offload merges segments of one flow into a frame, and what the router sends itself is split later than it is
// seen (GRO, GSO). Such a frame counts as the packets that it is on the wire. How many, the virtio_net_hdr before it
// tells (linux/virtio_net.h); where its headers end, its headers: `hdr_len` there is what lies in one piece of memory.

import { HAS_PROTOCOL } from "./abi";
import { Frame } from "./frame";
import { PROTOCOL_TCP, PROTOCOL_UDP } from "./wire/protocol";
import { tcpData } from "./wire/tcp";
import { udpData } from "./wire/udp";

/** VIRTIO_NET_HDR_GSO_*. */
const GSO_TCPV4: u32 = 1;
const GSO_TCPV6: u32 = 4;
const GSO_UDP_L4: u32 = 5;
const GSO_ECN: u32 = 0x80;

const TCP_OFFSET: u32 = 12;
const TCP_SIZE_MIN: u32 = 20;
/** The kernel counts them in 16 bits too (skb_shared_info). */
const SEGMENTS_MAX: u32 = u16.MAX_VALUE;

/** Merged frames that are counted as one packet: in a tunnel, or their headers were not captured. */
export let framesNotSegmented: u64 = 0;

/** Spreads a parsed frame over its segments, each with headers of its own, where `gsoType` says that it has some. */
export function segment(frame: Frame, gsoType: u32, gsoSize: u32): void {
  const type = gsoType & ~GSO_ECN;
  if (type == 0 || gsoSize == 0) return;
  const headers = protocolOf(type) == frame.protocol ? headersSize(frame) : 0;
  if (headers == 0) {
    framesNotSegmented++;
    return;
  }
  if (frame.length <= headers + gsoSize) return;
  const segments = (frame.length - headers - 1) / gsoSize + 1;
  if (segments > SEGMENTS_MAX) {
    framesNotSegmented++;
    return;
  }
  frame.packets = <u16>segments;
  frame.length += (segments - 1) * headers;
}

/** Octets of the frame as it was handed over, its headers once. */
export function mergedLength(frame: Frame): u32 {
  const packets: u32 = frame.packets;
  return packets == 1 ? frame.length : frame.length - (packets - 1) * headersSize(frame);
}

/** The protocol that a merged frame of this type carries; one that no frame has where it cannot be split. */
function protocolOf(type: u32): u32 {
  if (type == GSO_TCPV4 || type == GSO_TCPV6) return PROTOCOL_TCP;
  return type == GSO_UDP_L4 ? PROTOCOL_UDP : u32.MAX_VALUE;
}

/** Octets up to the end of the TCP or UDP header; 0 where that was not captured. */
function headersSize(frame: Frame): u32 {
  const at: usize = frame.transport;
  if (at == 0 || !(frame.present & HAS_PROTOCOL)) return 0;
  if (frame.protocol == PROTOCOL_UDP) return <u32>udpData(at) - frame.octets;
  if (at + TCP_OFFSET >= frame.octets + frame.captured) return 0;
  const data = tcpData(at);
  return data - at < TCP_SIZE_MIN ? 0 : <u32>data - frame.octets;
}
