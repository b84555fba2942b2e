// Merged frames through the walker of the ring: what they count as.

import {
  COVERAGE_IP_BYTES_DOWN,
  COVERAGE_IP_BYTES_UP,
  LINKTYPE_ETHERNET,
  OUTCOME_OK,
  TOTALS_BYTES,
  TOTALS_FRAMES,
  TOTALS_OUTCOMES,
  TPACKET_VNET_HDR,
} from "../../assembly/abi";
import { walkTpacket } from "../../assembly/batch/tpacket";
import { cellAt } from "../../assembly/counters/cells";
import { coverage } from "../../assembly/counters/coverage";
import { totals } from "../../assembly/counters/totals";
import { drained } from "../../assembly/events";
import { Flow } from "../../assembly/flow/flow";
import { maySayName } from "../../assembly/names/state";
import { framesNotSegmented } from "../../assembly/segments";
import { Block, MAC_BEHIND_VNET } from "./helper/block";
import {
  ACK,
  Connection,
  flowOf,
  knowLocalPrefixes,
  Peer,
  PHONE,
  PHONE_ETHER,
  ROUTER_ETHER,
  recorded,
  SERVER,
  udpFrame,
} from "./helper/conversation";
import { Octets } from "./helper/octets";

const TCPV4: u32 = 1;
const UDP: u32 = 3;
const TCPV6: u32 = 4;
const UDP_L4: u32 = 5;
const ECN: u32 = 0x80;

/** Ethernet, IP and transport, of TCP without options. */
const HEADERS_TCPV4: i32 = 54;
const HEADERS_TCPV6: i32 = 74;
const HEADERS_UDPV4: i32 = 42;
const IP_AT: i32 = 14;
const TCP_AT: i32 = 34;

knowLocalPrefixes();

let port: u32 = 2000;
let before: u64 = 0;
let bytesBefore: u64 = 0;
let upBefore: u64 = 0;
let downBefore: u64 = 0;

function tcp(payload: i32, isIpv6: bool = false, isUp: bool = true): Octets {
  const connection = new Connection(
    new Peer(PHONE_ETHER, PHONE, ++port),
    new Peer(ROUTER_ETHER, SERVER, 9999),
    1,
  );
  connection.isIpv6 = isIpv6;
  connection.segment(isUp, ACK, 1, 1, new Octets().fill(0x2e, payload));
  return recorded()[0];
}

function udp(payload: i32): Octets {
  const phone = new Peer(PHONE_ETHER, PHONE, ++port);
  return udpFrame(phone, new Peer(ROUTER_ETHER, SERVER, 9999), new Octets().fill(0x2e, payload));
}

/** A block of one frame, which was made before it: both are made in the batch area. */
function merged(gsoType: u32, gsoSize: u32, frame: Octets, length: i32, captured: i32 = frame.size): Block {
  return new Block().addMerged(gsoType, gsoSize, frame, length, captured);
}

function walk(block: Block): Flow {
  before = load<u64>(totals, TOTALS_FRAMES);
  bytesBefore = load<u64>(totals, TOTALS_BYTES);
  upBefore = load<u64>(coverage, COVERAGE_IP_BYTES_UP);
  downBefore = load<u64>(coverage, COVERAGE_IP_BYTES_DOWN);
  walkTpacket(0, block.size, LINKTYPE_ETHERNET, TPACKET_VNET_HDR, 0, false);
  drained();
  return flowOf(port, 9999);
}

/** Packets and octets that a frame of a new flow counts as, in the flow and in the totals. */
function counts(block: Block, packets: u64, bytes: u64): bool {
  const flow = walk(block);
  const inTotals =
    load<u64>(totals, TOTALS_FRAMES) - before == packets &&
    load<u64>(totals, TOTALS_BYTES) - bytesBefore == bytes;
  return flow.packetsUp == packets && flow.bytesUp == bytes && inTotals;
}

/** The same with headers alone captured, and with everything. */
function splits(gsoType: u32, gsoSize: u32, frame: () => Octets, headers: i32, packets: u64): bool {
  const whole = frame();
  const bytes = <u64>whole.size + (packets - 1) * headers;
  const isWhole = counts(merged(gsoType, gsoSize, whole, whole.size), packets, bytes);
  const cut = frame();
  return isWhole && counts(merged(gsoType, gsoSize, cut, cut.size, headers), packets, bytes);
}

describe("a merged frame", () => {
  it("counts as the TCP segments that it was", () => {
    expect(splits(TCPV4, 1448, () => tcp(4000), HEADERS_TCPV4, 3)).toBe(true);
    expect(splits(TCPV4 | ECN, 1448, () => tcp(4000), HEADERS_TCPV4, 3)).toBe(true);
    expect(splits(TCPV6, 1428, () => tcp(4000, true), HEADERS_TCPV6, 3)).toBe(true);
  });

  it("counts as the datagrams that it was", () => {
    expect(splits(UDP_L4, 1200, () => udp(6000), HEADERS_UDPV4, 5)).toBe(true);
  });

  it("ends with a segment that is as long as what is left", () => {
    expect(splits(TCPV4, 1000, () => tcp(0), HEADERS_TCPV4, 1)).toBe(true);
    expect(splits(TCPV4, 1000, () => tcp(1), HEADERS_TCPV4, 1)).toBe(true);
    expect(splits(TCPV4, 1000, () => tcp(1000), HEADERS_TCPV4, 1)).toBe(true);
    expect(splits(TCPV4, 1000, () => tcp(1001), HEADERS_TCPV4, 2)).toBe(true);
    expect(splits(TCPV4, 1000, () => tcp(2000), HEADERS_TCPV4, 2)).toBe(true);
    expect(splits(TCPV4, 1000, () => tcp(2001), HEADERS_TCPV4, 3)).toBe(true);
  });

  it("has options in the header of each segment", () => {
    const frame = tcp(3000);
    // 12 octets of what was data become options.
    frame.values[TCP_AT + 12] = 0x80;
    expect(counts(merged(TCPV4, 1000, frame, frame.size), 3, 3054 + 2 * 66)).toBe(true);
  });

  it("has the tag that the kernel took out on each segment", () => {
    const frame = tcp(4000);
    const block = merged(TCPV4, 1448, frame, frame.size).tag(7);
    expect(counts(block, 3, 4058 + 2 * 58)).toBe(true);
  });

  it("adds its packets to the flow's cell and to one outcome", () => {
    const frame = tcp(4000);
    const outcomes = load<u64>(totals + 8 * OUTCOME_OK, TOTALS_OUTCOMES);
    const flow = walk(merged(TCPV4, 1448, frame, frame.size));
    const cell = cellAt(flow.cell);
    const packets = cell.packetsUp;
    const bytes = cell.bytesUp;
    const again = tcp(4000);
    walk(merged(TCPV4, 1448, again, again.size));
    expect(cell.packetsUp - packets).toBe(3);
    expect(cell.bytesUp - bytes).toBe(4054 + 2 * 54);
    expect(load<u64>(totals + 8 * OUTCOME_OK, TOTALS_OUTCOMES) - outcomes).toBe(6);
  });

  it("is one packet where nothing was merged", () => {
    const refused = framesNotSegmented;
    expect(counts(merged(0, 1448, tcp(4000), 4054), 1, 4054)).toBe(true);
    expect(counts(merged(ECN, 1448, tcp(4000), 4054), 1, 4054)).toBe(true);
    expect(counts(merged(TCPV4, 0, tcp(4000), 4054), 1, 4054)).toBe(true);
    expect(framesNotSegmented).toBe(refused);
  });

  it("is one packet, and counted, where its headers are not known", () => {
    const refused = framesNotSegmented;
    // Cut before the octet that tells how long the header is, and behind it.
    expect(counts(merged(TCPV4, 1448, tcp(4000), 4054, TCP_AT + 12), 1, 4054)).toBe(true);
    expect(framesNotSegmented).toBe(refused + 1);
    expect(counts(merged(TCPV4, 1448, tcp(4000), 4054, TCP_AT + 13), 3, 4162)).toBe(true);
    expect(framesNotSegmented).toBe(refused + 1);
    expect(counts(merged(TCPV4, 1448, udp(4000), 4042), 1, 4042)).toBe(true);
    expect(counts(merged(UDP_L4, 1448, tcp(4000), 4054), 1, 4054)).toBe(true);
    expect(counts(merged(UDP, 1448, udp(4000), 4042), 1, 4042)).toBe(true);
    expect(framesNotSegmented).toBe(refused + 4);
    const broken = tcp(4000);
    broken.values[TCP_AT + 12] = 0x40;
    expect(counts(merged(TCPV4, 1448, broken, 4054), 1, 4054)).toBe(true);
    const tooMany = tcp(100);
    expect(counts(merged(TCPV4, 1, tooMany, 54 + 65536), 1, 54 + 65536)).toBe(true);
    expect(framesNotSegmented).toBe(refused + 6);
    const most = tcp(100);
    expect(counts(merged(TCPV4, 1, most, 54 + 65535), 65535, 55 * 65535)).toBe(true);
    expect(framesNotSegmented).toBe(refused + 6);
  });

  it("is one packet where it is no IP at all", () => {
    const frame = tcp(4000);
    frame.values[12] = 0x88;
    frame.values[13] = 0xcc;
    const refused = framesNotSegmented;
    const block = merged(TCPV4, 1448, frame, frame.size);
    const frames = load<u64>(totals, TOTALS_FRAMES);
    walkTpacket(0, block.size, LINKTYPE_ETHERNET, TPACKET_VNET_HDR, 0, false);
    expect(load<u64>(totals, TOTALS_FRAMES) - frames).toBe(1);
    expect(framesNotSegmented).toBe(refused + 1);
  });

  it("counts all its packets where a flow that says nothing is waited for no more", () => {
    const first = tcp(10);
    const flow = walk(merged(0, 0, first, first.size));
    const frame = tcp(800);
    // The same ports: a packet and then eight at a time never make a multiple of eight.
    frame.values[TCP_AT] = <u8>(flow.ports >> 8);
    frame.values[TCP_AT + 1] = <u8>flow.ports;
    port--;
    for (let packets: u64 = 9; packets <= 33; packets += 8) {
      assert(maySayName(flow.naming), packets.toString());
      walk(merged(TCPV4, 100, frame, frame.size));
      assert(flow.packetsUp == packets, packets.toString());
    }
    expect(maySayName(flow.naming)).toBe(false);
  });

  it("is read as the flag says, not as what stands before the frame", () => {
    const frame = tcp(4000);
    const block = merged(TCPV4, 1448, frame, frame.size);
    walkTpacket(0, block.size, LINKTYPE_ETHERNET, 0, 0, false);
    expect(flowOf(port, 9999).packetsUp).toBe(1);
    expect(MAC_BEHIND_VNET).toBeGreaterThan(58);
  });
});

describe("coverage", () => {
  it("counts a frame's IP octets, not what pads it", () => {
    const frame = tcp(0).fill(0, 6);
    walk(merged(0, 0, frame, frame.size));
    expect(load<u64>(coverage, COVERAGE_IP_BYTES_UP) - upBefore).toBe(40);
    expect(load<u64>(coverage, COVERAGE_IP_BYTES_DOWN) - downBefore).toBe(0);
    const ipv6 = tcp(10, true, false).fill(0, 6);
    walk(merged(0, 0, ipv6, ipv6.size));
    expect(load<u64>(coverage, COVERAGE_IP_BYTES_DOWN) - downBefore).toBe(70);
    expect(load<u64>(coverage, COVERAGE_IP_BYTES_UP) - upBefore).toBe(0);
  });

  it("counts a merged frame as one packet, tagged or not, whatever was captured of it", () => {
    let frame = tcp(4000);
    walk(merged(TCPV4, 1448, frame, frame.size).tag(7));
    expect(load<u64>(coverage, COVERAGE_IP_BYTES_UP) - upBefore).toBe(4040);
    frame = tcp(4000, true);
    walk(merged(TCPV6, 1448, frame, frame.size, HEADERS_TCPV6));
    expect(load<u64>(coverage, COVERAGE_IP_BYTES_UP) - upBefore).toBe(4060);
  });

  it("takes the length from the frame where offload wrote 0", () => {
    let frame = tcp(4000);
    frame.values[IP_AT + 2] = 0;
    frame.values[IP_AT + 3] = 0;
    let flow = walk(merged(TCPV4, 1000, frame, frame.size).tag(7));
    expect(load<u64>(coverage, COVERAGE_IP_BYTES_UP) - upBefore).toBe(4040);
    expect(flow.packetsUp).toBe(4);
    frame = tcp(4000, true);
    frame.values[IP_AT + 4] = 0;
    frame.values[IP_AT + 5] = 0;
    flow = walk(merged(TCPV6, 1000, frame, frame.size));
    expect(load<u64>(coverage, COVERAGE_IP_BYTES_UP) - upBefore).toBe(4060);
    expect(flow.packetsUp).toBe(4);
    frame = tcp(4000);
    frame.values[IP_AT + 2] = 0;
    frame.values[IP_AT + 3] = 0;
    walk(merged(0, 0, frame, frame.size));
    expect(load<u64>(coverage, COVERAGE_IP_BYTES_UP) - upBefore).toBe(4040);
  });

  it("leaves flows out whose remote end has no country", () => {
    const frame = tcp(10);
    const flow = walk(merged(0, 0, frame, frame.size));
    expect(load<u64>(coverage, COVERAGE_IP_BYTES_UP) - upBefore).toBe(50);
    // No country, and another one all the same.
    flow.answer = 0x0200;
    walk(merged(0, 0, frame, frame.size));
    expect(flow.packetsUp).toBe(2);
    expect(load<u64>(coverage, COVERAGE_IP_BYTES_UP) - upBefore).toBe(0);
  });
});
