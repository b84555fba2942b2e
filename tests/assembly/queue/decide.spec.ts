// What is decided of a queued packet: its flow's verdict, or to wait for a name.

import { COUNTRY_UNKNOWN, VERDICT_ACCEPT, VERDICT_TUNNEL } from "../../../assembly/abi";
import { V4_MAPPED } from "../../../assembly/wire/ipv4";
import {
  ACK,
  Connection,
  flowOf,
  knowLocalPrefixes,
  Peer,
  PHONE,
  PHONE_ETHER,
  ROUTER_ETHER,
  SERVER,
  udp,
} from "../helper/conversation";
import { Octets, text } from "../helper/octets";
import { addRun, clearPolicy, setTunnels, setVerdict } from "../helper/policy";
import { judgeRecorded, KNOWN, marksOf, setMarks } from "../helper/queue";
import {
  acceptUnlessNamed,
  blockUnlessNamed,
  connection,
  hello,
  nextPort,
  port,
  REFUSE,
  stranger,
  tell,
} from "../helper/queued-flow";

knowLocalPrefixes();
setMarks();

describe("a queued packet", () => {
  it("is refused for all that goes between its addresses where no name can change it", () => {
    clearPolicy();
    setVerdict(0, COUNTRY_UNKNOWN, REFUSE);
    connection().syn();
    connection().syn();
    expect(marksOf(judgeRecorded(0))).toBe("BB");
  });

  it("is refused alone where a tunnel decides", () => {
    clearPolicy();
    setTunnels(0, REFUSE);
    udp(new Peer(PHONE_ETHER, PHONE, nextPort()), new Peer(ROUTER_ETHER, SERVER, 51820), text("noise"));
    const tunnel = marksOf(judgeRecorded(0));
    expect(<u32>flowOf(port, 51820).verdict & VERDICT_TUNNEL).not.toBe(0);
    expect(tunnel).toBe("b");
  });

  it("is refused at once by a forbidden name that its device had asked for", () => {
    acceptUnlessNamed();
    tell("bad.example");
    connection().syn();
    expect(marksOf(judgeRecorded(0))).toBe("b");
  });

  it("passes by an allowed name that its device had asked for, until its flow says another itself", () => {
    blockUnlessNamed();
    tell("good.example");
    const flow = connection().syn();
    expect(marksOf(judgeRecorded(0))).toBe("w");
    flow.send(hello("evil.example"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
    const silent = connection(22).syn();
    judgeRecorded(0);
    silent.send(text("SSH-2.0-OpenSSH_9.9\r\n"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("a");
  });

  it("of a name that nobody minds waits all the same: its address may serve another", () => {
    acceptUnlessNamed();
    tell("other.example");
    const flow = connection().syn();
    expect(marksOf(judgeRecorded(0))).toBe("w");
    flow.send(hello("bad.example"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
    blockUnlessNamed();
    tell("other.example");
    const good = connection().syn();
    expect(marksOf(judgeRecorded(0))).toBe("w");
    good.send(hello("good.example"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("a");
  });

  it("by an exception of its address is refused for its address, whatever names there are", () => {
    blockUnlessNamed();
    addRun(false, 0, 0, VERDICT_ACCEPT);
    addRun(false, 0, V4_MAPPED | 0x08000000, REFUSE);
    connection().syn();
    expect(marksOf(judgeRecorded(0))).toBe("B");
  });
});

describe("a flow that may still say a name", () => {
  it("waits through its handshake, and is decided by its hello", () => {
    blockUnlessNamed();
    const good = stranger().syn();
    expect(marksOf(judgeRecorded(0))).toBe("w");
    good.send(new Octets());
    expect(marksOf(judgeRecorded(KNOWN))).toBe("w");
    good.send(hello("good.example"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("a");
    const bad = stranger().syn();
    expect(marksOf(judgeRecorded(0))).toBe("w");
    bad.send(hello("bad.example"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
  });

  it("is judged without one where it says something else", () => {
    blockUnlessNamed();
    const flow = stranger(22).syn();
    judgeRecorded(0);
    flow.send(text("SSH-2.0-OpenSSH_9.9\r\n"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
    udp(
      new Peer(PHONE_ETHER + 7, PHONE + 7, nextPort()),
      new Peer(ROUTER_ETHER, SERVER, 9999),
      text("noise"),
    );
    expect(marksOf(judgeRecorded(0))).toBe("b");
  });

  it("is held for no part of one behind something else, and decided by it when it is whole", () => {
    blockUnlessNamed();
    const first = text("EHLO a\r\n");
    const octets = first.copy().append(hello("good.example"));
    const flow = stranger(587).syn();
    judgeRecorded(0);
    flow.send(octets, 0, first.size);
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
    flow.send(octets, first.size, first.size + 40);
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
    flow.send(octets, first.size + 40);
    expect(marksOf(judgeRecorded(KNOWN))).toBe("a");
  });

  it("is judged without one where it says nothing in 32 packets", () => {
    acceptUnlessNamed();
    const flow = stranger().syn();
    let marks = marksOf(judgeRecorded(0));
    for (let k = 0; k < 40; k++) {
      flow.send(new Octets());
      marks += marksOf(judgeRecorded(KNOWN));
      if (marks.endsWith("a")) break;
    }
    expect(marks).toBe("w".repeat(31) + "a");
  });

  it("is judged without one where a server says so much before it", () => {
    blockUnlessNamed();
    const flow = stranger(22).syn();
    let marks = marksOf(judgeRecorded(0));
    for (let k = 0; k < 40; k++) {
      flow.segment(false, ACK, 10000, 1000, text("220 welcome\r\n"));
      marks += marksOf(judgeRecorded(KNOWN));
    }
    expect(marks).toBe("w".repeat(31) + "b".repeat(10));
  });

  it("is judged without one after 32 packets also where its name has begun: others wait longer for the rest", () => {
    blockUnlessNamed();
    const flow = stranger().syn();
    let marks = marksOf(judgeRecorded(0));
    flow.send(hello("good.example"), 0, 40);
    expect(marksOf(judgeRecorded(KNOWN))).toBe("");
    for (let k = 2; k < 33; k++) {
      flow.acknowledge();
      marks += marksOf(judgeRecorded(KNOWN));
    }
    // The last one, and the part that was held.
    expect(marks).toBe("w".repeat(31) + "bb");
  });

  it("from the middle of a connection is not held: nobody heard its name", () => {
    blockUnlessNamed();
    const flow = stranger();
    flow.send(text("whatever comes in the middle"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
    // SIP's keepalive (RFC 5626 section 3.5.1).
    stranger().send(text("\r\n\r\n"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
    // A hello says itself what it is.
    const known = stranger();
    known.send(hello("good.example"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("a");
  });

  it("of somebody outside is not waited for: what goes inwards is not asked about", () => {
    acceptUnlessNamed();
    const server = new Peer(PHONE_ETHER + 7, PHONE + 7, nextPort());
    const flow = new Connection(new Peer(ROUTER_ETHER, SERVER, 40000), server, 1000);
    flow.synAck();
    expect(marksOf(judgeRecorded(0))).toBe("a");
  });
});
