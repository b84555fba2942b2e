// Names that decide whether a flow is refused: what waits for one counts nowhere until it is decided.

import {
  COUNTRY_UNKNOWN,
  EVENT_QUIC,
  VERDICT_ACCEPT,
  VERDICT_DROP,
  VERDICT_NAME,
  VERDICT_REJECT,
} from "../../../assembly/abi";
import { cellAt, cellAttempted } from "../../../assembly/counters/cells";
import { drained } from "../../../assembly/events";
import { entryOf, Flow, flowsMax } from "../../../assembly/flow/flow";
import { quicPlaintext, takeQuic } from "../../../assembly/names/quic";
import { maySayName } from "../../../assembly/names/state";
import { judgeAll } from "../../../assembly/policy/adopt";
import { body, handshakeOf, serverName } from "../helper/client-hello";
import { Connection, eventCount, flowOf, knowLocalPrefixes, pass, udp, walk } from "../helper/conversation";
import { Octets, text } from "../helper/octets";
import { addName, setVerdict } from "../helper/policy";
import {
  attempted,
  connection,
  counted,
  covered,
  nextPort,
  phone,
  port,
  REQUEST,
  refusals,
  refuse,
  reset,
  SEGMENT,
  server,
  walked,
} from "../helper/refused";

knowLocalPrefixes();

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
    expect(maySayName(flow.naming)).toBe(false);
    expect(<u32>flow.verdict).toBe(VERDICT_REJECT | VERDICT_NAME);
    expect(counted(flow, 1, SEGMENT, 1, SEGMENT)).toBe(true);
    expect(attempted(flow, 1, SEGMENT + 12)).toBe(true);
    drained();
  });

  it("decides all the same where it comes behind something else", () => {
    refuse(VERDICT_ACCEPT | VERDICT_NAME);
    addName("evil.example", VERDICT_REJECT);
    const line = "EHLO a\r\n";
    const octets = text(line + REQUEST);
    const late = connection().open();
    late.send(octets, 0, line.length);
    const flow = walked();
    expect(counted(flow, 2, 2 * SEGMENT + line.length, 1, SEGMENT)).toBe(true);
    // Its beginning is nobody's to wait for.
    late.send(octets, line.length, line.length + 10);
    walk();
    expect(counted(flow, 3, 3 * SEGMENT + line.length + 10, 1, SEGMENT)).toBe(true);
    late.send(octets, line.length + 10);
    walk();
    expect(<u32>flow.verdict).toBe(VERDICT_REJECT);
    expect(attempted(flow, 1, SEGMENT + REQUEST.length - 10)).toBe(true);
    drained();
  });

  it("is not waited for where none can come", () => {
    refuse(VERDICT_REJECT | VERDICT_NAME);
    addName("good.example", VERDICT_ACCEPT);
    nextPort();
    udp(phone(), server(), text("no hello"));
    udp(phone(), server(), text("no hello"));
    const datagrams = walked();
    expect(<u32>datagrams.verdict).toBe(VERDICT_REJECT | VERDICT_NAME);
    expect(attempted(datagrams, 2, 2 * 50)).toBe(true);
    expect(counted(datagrams, 0, 0, 0, 0)).toBe(true);
    // The device answers a client outside.
    nextPort();
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
    const sentBefore = cellAt(flow.cell).bytesUp;
    waiting.send(request, 20);
    walk();
    expect(counted(flow, 1, SEGMENT, 2, 2 * SEGMENT)).toBe(true);
    expect(attempted(flow, 3, 3 * SEGMENT + REQUEST.length)).toBe(true);
    expect(cellAt(flow.cell).bytesUp).toBe(sentBefore);
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
    nextPort();
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
    nextPort();
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
    expect(refusals()).toBe(1);
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
      const sentBefore = cellAt(cell).bytesUp;
      let attemptedBefore = cellAttempted(cell).bytes;
      drained();
      refuse(VERDICT_DROP);
      for (let guard: u32 = 0; flow.hash == left; guard++) {
        assert(guard < 4 * flowsMax, "it never left");
        pass(1);
        nextPort();
        udp(phone(), server(), text("x"));
        walk();
        drained();
        // Each of the others attempts 43 octets.
        attemptedBefore += 43;
      }
      expect(cellAt(cell).bytesUp - sentBefore).toBe(k == 0 ? 0 : SEGMENT + 10);
      expect(cellAttempted(cell).bytes - attemptedBefore).toBe(k == 0 ? SEGMENT + 10 : 0);
    }
  });
});
