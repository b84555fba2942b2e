// What an enforced policy refuses, through the walker: attempted, never sent; the firewall's own answers are nobody's.

import {
  COUNTRY_UNKNOWN,
  COVERAGE_IP_BYTES_DOWN,
  COVERAGE_IP_BYTES_UP,
  EVENT_QUIC,
  TOTALS_FRAMES,
  VERDICT_ACCEPT,
  VERDICT_DROP,
  VERDICT_NAME,
  VERDICT_REJECT,
} from "../../../assembly/abi";
import { Attempted } from "../../../assembly/counters/attempted";
import { cellAt, cellAttempted, cellCount } from "../../../assembly/counters/cells";
import { coverage } from "../../../assembly/counters/coverage";
import { totals } from "../../../assembly/counters/totals";
import { drained } from "../../../assembly/events";
import { letGo } from "../../../assembly/flow/attempt";
import { entryOf, Flow, flowAt, flowAttempted, flowsMax } from "../../../assembly/flow/flow";
import { flowCount, flowsEvicted } from "../../../assembly/flow/table";
import { quicPlaintext, takeQuic } from "../../../assembly/names/quic";
import { NAMING_DONE } from "../../../assembly/names/state";
import { judgeAll } from "../../../assembly/policy/adopt";
import { refusalsSeen } from "../../../assembly/policy/refusals";
import { body, handshakeOf, serverName } from "../helper/client-hello";
import {
  ACK,
  Connection,
  eventCount,
  flowOf,
  frameOf,
  knowLocalPrefixes,
  Peer,
  PHONE,
  PHONE_ETHER,
  pass,
  ROUTER_ETHER,
  RST,
  recorded,
  SERVER,
  SYN,
  udp,
  udpFrame,
  walk,
  write,
} from "../helper/conversation";
import { random, seed } from "../helper/mutation";
import { Octets, text } from "../helper/octets";
import { addName, clearPolicy, enforce, setVerdict } from "../helper/policy";

/** A segment without data, in Ethernet and IPv4. */
const SEGMENT: u64 = 54;
const ETHERNET: u64 = 14;
const ROUTER: u32 = 0xc0a80101;
const ICMP: u32 = 1;
const ICMPV6: u32 = 58;
const REQUEST = "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n";

knowLocalPrefixes();

let port: u32 = 20000;
let framesBefore: u64 = 0;
let refusalsBefore: u64 = 0;
let upBefore: u64 = 0;
let downBefore: u64 = 0;
let cellUpBefore: u64 = 0;
let cellAttemptedBefore: u64 = 0;

/** All that is public is refused. */
function refuse(verdict: u32 = VERDICT_REJECT): void {
  clearPolicy();
  setVerdict(0, COUNTRY_UNKNOWN, verdict);
  enforce();
}

function phone(): Peer {
  return new Peer(PHONE_ETHER, PHONE, port);
}

function server(remotePort: u32 = 80): Peer {
  return new Peer(ROUTER_ETHER, SERVER, remotePort);
}

function connection(): Connection {
  port++;
  return new Connection(phone(), server(), 1000);
}

/** What the firewall says in the server's name. */
function reset(connection: Connection): void {
  connection.segment(false, RST | ACK, 0, 1000, new Octets());
}

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

/** A datagram as it was sent, from its IP header on. */
function sent(isIpv6: bool): Octets {
  const frame = udpFrame(phone(), server(), text("some octets"), isIpv6);
  write(frame);
  return new Octets().appendPart(frame, <i32>ETHERNET, frame.size);
}

/** Walks; what is asked afterwards is about this walk and the flow from the port in use. */
function walked(remotePort: u32 = 80): Flow {
  framesBefore = load<u64>(totals, TOTALS_FRAMES);
  refusalsBefore = refusalsSeen;
  upBefore = load<u64>(coverage, COVERAGE_IP_BYTES_UP);
  downBefore = load<u64>(coverage, COVERAGE_IP_BYTES_DOWN);
  walk();
  return flowOf(port, remotePort);
}

function attempted(flow: Flow, packets: u64, bytes: u64): bool {
  const record = flowAttempted(flow);
  return record.packets == packets && record.bytes == bytes;
}

function counted(flow: Flow, packetsUp: u64, bytesUp: u64, packetsDown: u64, bytesDown: u64): bool {
  return (
    flow.packetsUp == packetsUp &&
    flow.bytesUp == bytesUp &&
    flow.packetsDown == packetsDown &&
    flow.bytesDown == bytesDown
  );
}

/** IP octets that the walk added, each way. */
function covered(up: u64, down: u64): bool {
  return (
    load<u64>(coverage, COVERAGE_IP_BYTES_UP) - upBefore == up &&
    load<u64>(coverage, COVERAGE_IP_BYTES_DOWN) - downBefore == down
  );
}

describe("what is refused", () => {
  it("is sent where nobody enforces the policy", () => {
    refuse();
    clearPolicy();
    setVerdict(0, COUNTRY_UNKNOWN, VERDICT_REJECT);
    const refused = connection().syn();
    reset(refused);
    const flow = walked();
    expect(<u32>flow.verdict).toBe(VERDICT_REJECT);
    expect(counted(flow, 1, SEGMENT, 1, SEGMENT)).toBe(true);
    expect(attempted(flow, 0, 0)).toBe(true);
    expect(refusalsSeen).toBe(refusalsBefore);
    drained();
  });

  it("is attempted, in the flow and in its cell alone", () => {
    refuse();
    const cell = flowOf(port, 80).cell;
    cellUpBefore = cellAt(cell).bytesUp;
    cellAttemptedBefore = cellAttempted(cell).bytes;
    const refused = connection().syn();
    reset(refused);
    refused.syn();
    reset(refused);
    const flow = walked();
    expect(flow.cell).toBe(cell);
    expect(attempted(flow, 2, 2 * SEGMENT)).toBe(true);
    expect(counted(flow, 0, 0, 0, 0)).toBe(true);
    expect(cellAttempted(cell).bytes).toBe(cellAttemptedBefore + 2 * SEGMENT);
    expect(cellAt(cell).bytesUp).toBe(cellUpBefore);
    expect(covered(0, 0)).toBe(true);
    expect(refusalsSeen).toBe(refusalsBefore + 2);
    // All of them are frames.
    expect(load<u64>(totals, TOTALS_FRAMES)).toBe(framesBefore + 4);
    expect(flow.first <= flow.last).toBe(true);
    drained();
  });

  it("is so whether it is dropped or rejected, over IPv6 as well", () => {
    refuse(VERDICT_DROP);
    port++;
    sent(true);
    const flow = walked();
    expect(attempted(flow, 1, 73)).toBe(true);
    expect(counted(flow, 0, 0, 0, 0)).toBe(true);
    drained();
  });

  it("leaves alone what comes from outside all the same", () => {
    refuse();
    port++;
    udp(server(), phone(), text("answer"));
    sent(false);
    const flow = walked();
    expect(counted(flow, 0, 0, 1, 48)).toBe(true);
    expect(attempted(flow, 1, 53)).toBe(true);
    expect(covered(0, 34)).toBe(true);
    drained();
  });

  it("stays what it was when the policy changes", () => {
    refuse(VERDICT_ACCEPT);
    const open = connection().syn();
    walk();
    const flow = flowOf(port, 80);
    setVerdict(0, COUNTRY_UNKNOWN, VERDICT_REJECT);
    judgeAll();
    open.send(text("x"));
    walk();
    expect(counted(flow, 1, SEGMENT, 0, 0)).toBe(true);
    expect(attempted(flow, 1, SEGMENT + 1)).toBe(true);
    setVerdict(0, COUNTRY_UNKNOWN, VERDICT_ACCEPT);
    judgeAll();
    open.send(text("x"));
    walk();
    expect(counted(flow, 2, 2 * SEGMENT + 1, 0, 0)).toBe(true);
    expect(attempted(flow, 1, SEGMENT + 1)).toBe(true);
    drained();
  });
});

/** Frames up, and the octets of those, that flows or cells have counted in all. */
class Sum {
  packets: u64 = 0;
  bytes: u64 = 0;

  add(packetsUp: u64, bytesUp: u64, attempts: Attempted): void {
    this.packets += packetsUp + attempts.packets;
    this.bytes += bytesUp + attempts.bytes;
  }
}

function sumOfFlows(): Sum {
  const sum = new Sum();
  for (let entry: u32 = 0; entry < flowCount; entry++) {
    const flow = flowAt(entry);
    sum.add(flow.packetsUp, flow.bytesUp, flowAttempted(flow));
  }
  return sum;
}

function sumOfCells(): Sum {
  const sum = new Sum();
  for (let entry: u32 = 0; entry < cellCount; entry++)
    sum.add(cellAt(entry).packetsUp, cellAt(entry).bytesUp, cellAttempted(entry));
  return sum;
}

/** A policy at random, in which names may matter; flows that are open are judged by it. */
function anyPolicy(): void {
  const verdicts: u32[] = [VERDICT_ACCEPT, VERDICT_DROP, VERDICT_REJECT];
  const verdict = verdicts[random(3)];
  refuse(random(3) == 0 ? verdict : verdict | VERDICT_NAME);
  addName("evil.example", verdicts[random(2)]);
  judgeAll();
}

/** A frame of one of a dozen clients at random; the octets that one up has, else 0. */
function anyFrame(request: Octets): u64 {
  const client = new Peer(PHONE_ETHER, PHONE, 30000 + random(12));
  const open = new Connection(client, server(random(2) ? 80 : 443), 1000);
  const from = <i32>random(request.size);
  const size = 1 + <i32>random(request.size - from);
  switch (random(6)) {
    case 0:
      open.syn();
      return SEGMENT;
    case 1:
      open.send(request);
      return SEGMENT + request.size;
    case 2:
      open.send(request, from, from + size);
      return SEGMENT + size;
    case 3:
      udp(client, server(), text("x"));
      return 43;
    case 4:
      reset(open);
      return 0;
    default:
      open.synAck();
      return 0;
  }
}

describe("whatever comes", () => {
  it("no counter falls, and no frame is lost or counted twice", () => {
    seed(11);
    anyPolicy();
    const cell = flowOf(port, 80).cell;
    for (let entry: u32 = 0; entry < flowCount; entry++) letGo(flowAt(entry));
    const flowsFirst = sumOfFlows();
    const cellsFirst = sumOfCells();
    const evictedFirst = flowsEvicted;
    const request = text(REQUEST);
    let frames: u64 = 0;
    let octets: u64 = 0;
    for (let round = 0; round < 3000; round++) {
      if (random(40) == 0) anyPolicy();
      if (random(10) == 0) pass(1);
      const sent = cellAt(cell).bytesUp;
      const refused = cellAttempted(cell).bytes;
      const length = anyFrame(request);
      if (length != 0) frames++;
      octets += length;
      walk();
      drained();
      assert(cellAt(cell).bytesUp >= sent && cellAttempted(cell).bytes >= refused, "a counter fell");
    }
    // What is held still is held no more.
    for (let entry: u32 = 0; entry < flowCount; entry++) letGo(flowAt(entry));
    expect(flowsEvicted).toBe(evictedFirst);
    const flows = sumOfFlows();
    const cells = sumOfCells();
    expect(cells.packets - cellsFirst.packets).toBe(frames);
    expect(cells.bytes - cellsFirst.bytes).toBe(octets);
    expect(flows.packets - flowsFirst.packets).toBe(frames);
    expect(flows.bytes - flowsFirst.bytes).toBe(octets);
  });
});

describe("a name that is waited for", () => {
  it("lets pass what comes before it, and is refused with the frame that says it", () => {
    refuse(VERDICT_REJECT | VERDICT_NAME);
    addName("good.example", VERDICT_ACCEPT);
    const waiting = connection().open();
    walk();
    const flow = flowOf(port, 80);
    expect(counted(flow, 1, SEGMENT, 1, SEGMENT)).toBe(true);
    waiting.send(text(REQUEST));
    walked();
    expect(<u32>flow.verdict).toBe(VERDICT_REJECT);
    expect(counted(flow, 1, SEGMENT, 1, SEGMENT)).toBe(true);
    expect(attempted(flow, 1, SEGMENT + REQUEST.length)).toBe(true);
    expect(covered(0, 0)).toBe(true);
    waiting.send(text(REQUEST));
    walk();
    expect(attempted(flow, 2, 2 * (SEGMENT + REQUEST.length))).toBe(true);
    drained();
  });

  it("may be one that passes", () => {
    refuse(VERDICT_REJECT | VERDICT_NAME);
    addName("evil.example", VERDICT_ACCEPT);
    connection().open().send(text(REQUEST));
    const flow = walked();
    expect(<u32>flow.verdict).toBe(VERDICT_ACCEPT);
    expect(counted(flow, 2, 2 * SEGMENT + REQUEST.length, 1, SEGMENT)).toBe(true);
    expect(attempted(flow, 0, 0)).toBe(true);
    drained();
  });

  it("is not waited for any longer than it is looked for", () => {
    refuse(VERDICT_REJECT | VERDICT_NAME);
    const nameless = connection().open();
    nameless.send(text("SSH-2.0-none"));
    const flow = walked();
    expect(flow.naming).toBe(NAMING_DONE);
    expect(<u32>flow.verdict).toBe(VERDICT_REJECT | VERDICT_NAME);
    expect(counted(flow, 1, SEGMENT, 1, SEGMENT)).toBe(true);
    expect(attempted(flow, 1, SEGMENT + 12)).toBe(true);
    drained();
  });

  it("is not waited for where none can come", () => {
    refuse(VERDICT_REJECT | VERDICT_NAME);
    addName("good.example", VERDICT_ACCEPT);
    port++;
    udp(phone(), server(), text("no hello"));
    udp(phone(), server(), text("no hello"));
    const datagrams = walked();
    expect(<u32>datagrams.verdict).toBe(VERDICT_REJECT | VERDICT_NAME);
    expect(attempted(datagrams, 2, 2 * 50)).toBe(true);
    expect(counted(datagrams, 0, 0, 0, 0)).toBe(true);
    // The device answers a client outside.
    port++;
    const inwards = new Connection(server(), phone(), 1000).open();
    inwards.send(text("hello"));
    const answers = walked();
    expect(attempted(answers, 1, SEGMENT)).toBe(true);
    expect(counted(answers, 0, 0, 2, 2 * SEGMENT + 5)).toBe(true);
    drained();
  });

  it("in pieces is held: all of them are refused, or none", () => {
    refuse(VERDICT_REJECT | VERDICT_NAME);
    addName("good.example", VERDICT_ACCEPT);
    const request = text(REQUEST);
    const waiting = connection().open();
    waiting.send(request, 0, 10).acknowledge().send(request, 10, 20);
    const flow = walked();
    expect(counted(flow, 1, SEGMENT, 2, 2 * SEGMENT)).toBe(true);
    expect(attempted(flow, 0, 0)).toBe(true);
    cellUpBefore = cellAt(flow.cell).bytesUp;
    waiting.send(request, 20);
    walk();
    expect(counted(flow, 1, SEGMENT, 2, 2 * SEGMENT)).toBe(true);
    expect(attempted(flow, 3, 3 * SEGMENT + REQUEST.length)).toBe(true);
    expect(cellAt(flow.cell).bytesUp).toBe(cellUpBefore);
    // The handshake, both ways.
    expect(covered(40, 2 * 40)).toBe(true);

    const honest = text("GET / HTTP/1.1\r\nHost: good.example\r\n\r\n");
    connection().open().send(honest, 0, 10).send(honest, 10);
    const passing = walked();
    expect(counted(passing, 3, 3 * SEGMENT + honest.size, 1, SEGMENT)).toBe(true);
    // What had passed when the policy changed is not taken back.
    setVerdict(0, COUNTRY_UNKNOWN, VERDICT_REJECT);
    addName("good.example", VERDICT_REJECT);
    judgeAll();
    passing.verdict = <u16>VERDICT_REJECT;
    new Connection(phone(), server(), 1000).send(honest);
    walk();
    expect(counted(passing, 3, 3 * SEGMENT + honest.size, 1, SEGMENT)).toBe(true);
    expect(attempted(passing, 1, SEGMENT + honest.size)).toBe(true);
    drained();
  });

  it("in QUIC is known after the walk", () => {
    refuse(VERDICT_REJECT | VERDICT_NAME);
    addName("good.example", VERDICT_ACCEPT);
    port++;
    const initial = new Octets().hex("c3 00000001 08").fill(0x77, 1194);
    udp(phone(), server(443), initial);
    udp(phone(), server(443), initial);
    const flow = walked(443);
    expect(eventCount(EVENT_QUIC)).toBe(2);
    drained();
    const hello = handshakeOf(body(serverName("evil.example")));
    const half = hello.size >> 1;
    give(flow, hello, 0, half);
    expect(counted(flow, 0, 0, 0, 0)).toBe(true);
    expect(attempted(flow, 0, 0)).toBe(true);
    give(flow, hello, half, hello.size);
    expect(<u32>flow.verdict).toBe(VERDICT_REJECT);
    expect(counted(flow, 0, 0, 0, 0)).toBe(true);
    expect(attempted(flow, 2, 2 * 1242)).toBe(true);
    expect(covered(0, 0)).toBe(true);
    drained();
    udp(phone(), server(443), initial);
    walk();
    expect(attempted(flow, 3, 3 * 1242)).toBe(true);
    drained();
  });

  it("in QUIC may pass, with what was held for it", () => {
    refuse(VERDICT_REJECT | VERDICT_NAME);
    addName("good.example", VERDICT_ACCEPT);
    port++;
    udp(phone(), server(443), new Octets().hex("c3 00000001 08").fill(0x77, 1194));
    const flow = walked(443);
    drained();
    const hello = handshakeOf(body(serverName("good.example")));
    give(flow, hello, 0, hello.size);
    expect(<u32>flow.verdict).toBe(VERDICT_ACCEPT);
    expect(counted(flow, 1, 1242, 0, 0)).toBe(true);
    expect(attempted(flow, 0, 0)).toBe(true);
    expect(covered(1228, 0)).toBe(true);
    drained();
  });

  it("is held for as long as the firewall holds it", () => {
    refuse(VERDICT_REJECT | VERDICT_NAME);
    addName("good.example", VERDICT_ACCEPT);
    const waiting = connection().open().send(text(REQUEST), 0, 10);
    const flow = walked();
    expect(attempted(flow, 0, 0)).toBe(true);
    pass(1);
    reset(waiting);
    walked();
    expect(attempted(flow, 1, SEGMENT + 10)).toBe(true);
    expect(refusalsSeen).toBe(refusalsBefore + 1);
    expect(<u32>flow.verdict).toBe(VERDICT_REJECT);
    waiting.send(text(REQUEST), 10, 20);
    walk();
    expect(attempted(flow, 2, 2 * (SEGMENT + 10))).toBe(true);
    expect(counted(flow, 1, SEGMENT, 1, SEGMENT)).toBe(true);
    drained();
  });

  it("that never comes: what was held goes with its flow, as the verdict without one says", () => {
    for (let k = 0; k < 2; k++) {
      refuse((k == 0 ? VERDICT_REJECT : VERDICT_ACCEPT) | VERDICT_NAME);
      addName("other.example", VERDICT_DROP);
      connection().open().send(text(REQUEST), 0, 10);
      const flow = walked();
      const left = flow.hash;
      const cell = flow.cell;
      cellUpBefore = cellAt(cell).bytesUp;
      cellAttemptedBefore = cellAttempted(cell).bytes;
      drained();
      refuse(VERDICT_DROP);
      for (let guard: u32 = 0; flow.hash == left; guard++) {
        assert(guard < 4 * flowsMax, "it never left");
        pass(1);
        port++;
        udp(phone(), server(), text("x"));
        walk();
        drained();
        // Each of the others attempts 43 octets.
        cellAttemptedBefore += 43;
      }
      expect(cellAt(cell).bytesUp - cellUpBefore).toBe(k == 0 ? 0 : SEGMENT + 10);
      expect(cellAttempted(cell).bytes - cellAttemptedBefore).toBe(k == 0 ? SEGMENT + 10 : 0);
    }
  });
});

/** Gives back octets [from, to) of a hello, as what an Initial of the flow held. */
function give(flow: Flow, hello: Octets, from: i32, to: i32): void {
  const plaintext = new Octets()
    .hex("06")
    .u16(0x4000 | from)
    .u16(0x4000 | (to - from))
    .appendPart(hello, from, to);
  memory.copy(quicPlaintext, plaintext.values.dataStart, plaintext.size);
  takeQuic(entryOf(flow), flow.hash, 0, 1, plaintext.size);
}

describe("an ICMP error of the firewall", () => {
  it("is nobody's, in either version of IP", () => {
    refuse();
    for (let version = 0; version < 2; version++) {
      const isIpv6 = version == 1;
      port++;
      const packet = sent(isIpv6);
      walk();
      const flows = flowCount;
      error(isIpv6, isIpv6 ? 1 : 3, isIpv6 ? 1 : 13, packet);
      walked();
      expect(refusalsSeen).toBe(refusalsBefore + 1);
      expect(flowCount).toBe(flows);
      // Routers quote as little as the header and eight octets.
      error(isIpv6, isIpv6 ? 1 : 3, isIpv6 ? 1 : 13, new Octets().appendPart(packet, 0, isIpv6 ? 48 : 28));
      walked();
      expect(refusalsSeen).toBe(refusalsBefore + 1);
      expect(flowCount).toBe(flows);
    }
    drained();
  });

  it("is traffic where it is about something else, says something else, or is cut", () => {
    refuse();
    port++;
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
    expect(refusalsSeen).toBe(refusalsBefore);
    expect(icmpPackets()).toBe(7);
    drained();
  });
});

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

describe("a reset", () => {
  it("of a flow that is not refused is traffic", () => {
    refuse(VERDICT_ACCEPT);
    const open = connection().open();
    reset(open);
    const flow = walked();
    expect(counted(flow, 1, SEGMENT, 2, 2 * SEGMENT)).toBe(true);
    expect(refusalsSeen).toBe(refusalsBefore);
    drained();
  });

  it("upwards is the device's own attempt", () => {
    refuse();
    const refused = connection();
    refused.segment(true, SYN, 1, 0, new Octets());
    refused.segment(true, RST, 2, 0, new Octets());
    const flow = walked();
    expect(attempted(flow, 2, 2 * SEGMENT)).toBe(true);
    expect(refusalsSeen).toBe(refusalsBefore);
    drained();
  });
});

describe("a flow that takes another's place", () => {
  it("has attempted nothing", () => {
    refuse();
    const before = flowsEvicted;
    for (let k: u32 = 0; k < 2 * flowsMax; k++) {
      connection().syn();
      const flow = walked();
      assert(attempted(flow, 1, SEGMENT), "flow " + k.toString());
      drained();
    }
    expect(flowsEvicted).toBeGreaterThan(before);
    expect(recorded().length).toBe(0);
  });
});
