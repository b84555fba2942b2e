import type { Address } from "../address.ts";
import type { OpenFlow } from "../enforce/sweep-verdict.ts";

// A frame as the flow's opener would send it, for the classifier to tell whose flow it is: the headers that say so, and
// nothing else. Lengths and checksums are those of no real packet.

const ETHER_HEADER_SIZE = 14;
const ETHER_DESTINATION = 0;
const ETHER_SOURCE = 6;
const ETHER_TYPE = 12;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const IPV4_HEADER_SIZE = 20;
const IPV4_TTL = 64;
const IPV6_HEADER_SIZE = 40;
/** Of TCP without options, and more than any other header that is read. */
const TRANSPORT_SIZE = 20;
const TCP_OFFSET = 12;
const TCP_FLAGS = 13;
const TCP_ACK = 0x10;
const UDP_LENGTH = 4;
const UDP = 17;

export const FLOW_FRAME_SIZE_MAX = ETHER_HEADER_SIZE + IPV6_HEADER_SIZE + TRANSPORT_SIZE;

/** Writes it at `at` and returns its size. A MAC that nobody knows is 0. */
export function writeFlowFrame(
  view: DataView,
  at: number,
  flow: OpenFlow,
  openerEther = 0n,
  responderEther = 0n,
): number {
  const { ipv6 } = flow.opener;
  new Uint8Array(view.buffer, view.byteOffset + at, FLOW_FRAME_SIZE_MAX).fill(0);
  writeEther(view, at + ETHER_DESTINATION, responderEther);
  writeEther(view, at + ETHER_SOURCE, openerEther);
  view.setUint16(at + ETHER_TYPE, ipv6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
  let next = at + ETHER_HEADER_SIZE;
  next = ipv6 ? writeIpv6(view, next, flow) : writeIpv4(view, next, flow);
  view.setUint16(next, flow.openerPort);
  view.setUint16(next + 2, flow.responderPort);
  if (flow.protocol === UDP) view.setUint16(next + UDP_LENGTH, TRANSPORT_SIZE);
  else {
    view.setUint8(next + TCP_OFFSET, (TRANSPORT_SIZE / 4) << 4);
    view.setUint8(next + TCP_FLAGS, TCP_ACK);
  }
  return next + TRANSPORT_SIZE - at;
}

function writeEther(view: DataView, at: number, ether: bigint): void {
  view.setUint16(at, Number(ether >> 32n));
  view.setUint32(at + 2, Number(ether & 0xffff_ffffn));
}

function writeIpv4(view: DataView, at: number, { opener, responder, protocol }: OpenFlow): number {
  view.setUint8(at, 0x45);
  view.setUint16(at + 2, IPV4_HEADER_SIZE + TRANSPORT_SIZE);
  view.setUint8(at + 8, IPV4_TTL);
  view.setUint8(at + 9, protocol);
  view.setUint32(at + 12, Number(opener.low & 0xffff_ffffn));
  view.setUint32(at + 16, Number(responder.low & 0xffff_ffffn));
  return at + IPV4_HEADER_SIZE;
}

function writeIpv6(view: DataView, at: number, { opener, responder, protocol }: OpenFlow): number {
  view.setUint8(at, 0x60);
  view.setUint16(at + 4, TRANSPORT_SIZE);
  view.setUint8(at + 6, protocol);
  view.setUint8(at + 7, IPV4_TTL);
  writeAddress(view, at + 8, opener);
  writeAddress(view, at + 24, responder);
  return at + IPV6_HEADER_SIZE;
}

function writeAddress(view: DataView, at: number, { high, low }: Address): void {
  view.setBigUint64(at, high);
  view.setBigUint64(at + 8, low);
}
