// The firewall's own answers to what is refused: nobody's.

import { VERDICT_ACCEPT } from "../../../assembly/abi";
import { drained } from "../../../assembly/events";
import { flowAt, flowAttempted } from "../../../assembly/flow/flow";
import { flowCount } from "../../../assembly/flow/table";
import {
  frameOf,
  knowLocalPrefixes,
  Peer,
  PHONE,
  PHONE_ETHER,
  ROUTER_ETHER,
  RST,
  SYN,
  udpFrame,
  walk,
  write,
} from "../helper/conversation";
import { Octets, text } from "../helper/octets";
import {
  attempted,
  connection,
  counted,
  ETHERNET,
  nextPort,
  phone,
  port,
  refusals,
  refuse,
  reset,
  SEGMENT,
  sent,
  server,
  walked,
} from "../helper/refused";

const ROUTER: u32 = 0xc0a80101;
const ICMP: u32 = 1;
const ICMPV6: u32 = 58;

knowLocalPrefixes();

/** An ICMP error about an IP packet, from the router to the phone unless told otherwise. */
function error(
  isIpv6: bool,
  type: u32,
  code: u32,
  packet: Octets,
  from: Peer = new Peer(ROUTER_ETHER, ROUTER, 0),
  to: Peer = phone(),
): void {
  const icmp = new Octets().u8(type).u8(code).u16(0).u32(0).append(packet);
  write(frameOf(isIpv6, from, to, isIpv6 ? ICMPV6 : ICMP, icmp));
}

/** Packets of IPv4's ICMP in the table; without a country table the router is abroad as well. */
function icmpPackets(): u64 {
  let packets: u64 = 0;
  for (let entry: u32 = 0; entry < flowCount; entry++) {
    const flow = flowAt(entry);
    if ((flow.kind & 0xffff) != ICMP) continue;
    packets += flow.packetsUp + flow.packetsDown + flowAttempted(flow).packets;
  }
  return packets;
}

describe("an ICMP error of the firewall", () => {
  it("is nobody's, in either version of IP", () => {
    refuse();
    for (let version = 0; version < 2; version++) {
      const isIpv6 = version == 1;
      nextPort();
      const packet = sent(isIpv6);
      walk();
      const flows = flowCount;
      error(isIpv6, isIpv6 ? 1 : 3, isIpv6 ? 1 : 13, packet);
      walked();
      expect(refusals()).toBe(1);
      expect(flowCount).toBe(flows);
      // Routers quote as little as the header and eight octets.
      error(isIpv6, isIpv6 ? 1 : 3, isIpv6 ? 1 : 13, new Octets().appendPart(packet, 0, isIpv6 ? 48 : 28));
      walked();
      expect(refusals()).toBe(1);
      expect(flowCount).toBe(flows);
    }
    drained();
  });

  it("is traffic where it is about something else, says something else, or is cut", () => {
    refuse();
    nextPort();
    const packet = sent(false);
    walk();
    const cut = new Octets().appendPart(packet, 0, 19);
    const other = udpFrame(new Peer(PHONE_ETHER, PHONE, port - 1), server(9), text("x"));
    // From outside to the device: nobody refuses it.
    const back = udpFrame(server(), phone(), text("x"));
    error(false, 3, 13, cut);
    error(false, 3, 13, new Octets());
    error(false, 3, 13, new Octets().appendPart(other, <i32>ETHERNET, other.size));
    error(false, 3, 13, new Octets().appendPart(back, <i32>ETHERNET, back.size));
    error(false, 3, 3, packet);
    // The device's own, to outside.
    error(false, 3, 13, new Octets().appendPart(back, <i32>ETHERNET, back.size), phone(), server());
    error(false, 11, 13, packet);
    walked();
    expect(refusals()).toBe(0);
    expect(icmpPackets()).toBe(7);
    drained();
  });
});

describe("a reset", () => {
  it("of a flow that is not refused is traffic", () => {
    refuse(VERDICT_ACCEPT);
    const open = connection().open();
    reset(open);
    const flow = walked();
    expect(counted(flow, 1, SEGMENT, 2, 2 * SEGMENT)).toBe(true);
    expect(refusals()).toBe(0);
    drained();
  });

  it("upwards is the device's own attempt", () => {
    refuse();
    const refused = connection();
    refused.segment(true, SYN, 1, 0, new Octets());
    refused.segment(true, RST, 2, 0, new Octets());
    const flow = walked();
    expect(attempted(flow, 2, 2 * SEGMENT)).toBe(true);
    expect(refusals()).toBe(0);
    drained();
  });
});
