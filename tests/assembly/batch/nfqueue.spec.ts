// Packets that wait in the kernel's queue, and what is answered.

import {
  COUNTRY_UNKNOWN,
  DECISION_HOLD,
  EVENT_QUIC,
  JUDGED_ERRORS,
  JUDGED_NAMELESS,
  JUDGED_NOT_HELD,
  JUDGED_UNREADABLE,
  VERDICT_ACCEPT,
  VERDICT_ALERT,
  VERDICT_NAME,
  VERDICT_REJECT,
  VERDICT_TUNNEL,
} from "../../../assembly/abi";
import { walkQueue } from "../../../assembly/batch/nfqueue";
import { drained } from "../../../assembly/events";
import { flowsMax } from "../../../assembly/flow/flow";
import { judgeAll } from "../../../assembly/policy/adopt";
import { answerQueue } from "../../../assembly/queue/answer";
import { heldCount } from "../../../assembly/queue/held";
import { judged } from "../../../assembly/queue/judged";
import { setQueueMarks } from "../../../assembly/queue/marks";
import { V4_MAPPED } from "../../../assembly/wire/ipv4";
import { recordOf, serverName } from "../helper/client-hello";
import {
  Connection,
  eventCount,
  flowOf,
  knowLocalPrefixes,
  now,
  Peer,
  PHONE,
  PHONE_ETHER,
  pass,
  ROUTER_ETHER,
  recorded,
  SERVER,
  udp,
  walk,
} from "../helper/conversation";
import { response } from "../helper/dns-message";
import { hex, Octets, text } from "../helper/octets";
import { addName, addRun, clearPolicy, removePolicy, setTunnels, setVerdict } from "../helper/policy";
import {
  ACCEPT,
  Answer,
  attribute,
  BLOCK_ADDRESS,
  FOREIGN,
  giveUp,
  judgeRecorded,
  judgeSlots,
  KNOWN,
  MASK,
  markAttribute,
  marksOf,
  message,
  NF_ACCEPT,
  packetHeader,
  packetNumber,
  payload,
  putMessage,
  queued,
  setMarks,
} from "../helper/queue";

const BLOCK: u32 = VERDICT_REJECT | VERDICT_ALERT;

knowLocalPrefixes();
setMarks();

let port: u32 = 20000;

function connection(remotePort: u32 = 443): Connection {
  return new Connection(
    new Peer(PHONE_ETHER, PHONE, ++port),
    new Peer(ROUTER_ETHER, SERVER, remotePort),
    1000,
  );
}

function counter(at: u32): u64 {
  return load<u64>(judged + at);
}

/** A policy under which every flow to the world is refused, unless it says an allowed name. */
function blockUnlessNamed(): void {
  clearPolicy();
  setVerdict(0, COUNTRY_UNKNOWN, BLOCK | VERDICT_NAME);
  addName("good.example", VERDICT_ACCEPT);
}

/** One under which every flow is let by, unless it says a forbidden name. */
function acceptUnlessNamed(): void {
  clearPolicy();
  setVerdict(0, COUNTRY_UNKNOWN, VERDICT_ACCEPT | VERDICT_NAME);
  addName("bad.example", BLOCK);
}

/** The phone is told by DNS that the server has this name. */
function tell(name: string): void {
  const resolver = new Peer(ROUTER_ETHER, 0xc0a80101, 53);
  udp(resolver, new Peer(PHONE_ETHER, PHONE, ++port), response(name, SERVER, 60));
  walk();
  drained();
}

/** Initials that leave for the host when the phone's port says one. */
function initialsSent(from: u16): i32 {
  const to = new Peer(ROUTER_ETHER, SERVER, 443);
  udp(new Peer(PHONE_ETHER, PHONE, from), to, hex("c3 00000001 08").fill(0x77, 1194));
  const frames = recorded();
  for (let k = 0; k < frames.length; k++) putMessage(k, queued(frames[k], KNOWN));
  walkQueue(frames.length, now);
  const count = eventCount(EVENT_QUIC);
  drained();
  answerQueue(frames.length);
  return count;
}

function hello(name: string): Octets {
  return recordOf(serverName(name));
}

describe("a queued packet", () => {
  it("keeps the bits of others in its mark, and gets ours", () => {
    removePolicy();
    connection().syn();
    const answers = judgeRecorded(FOREIGN | KNOWN);
    expect(answers.length).toBe(1);
    expect(answers[0].mark).toBe(FOREIGN | ACCEPT);
    expect(answers[0].verdict).toBe(NF_ACCEPT);
    expect(answers[0].packet).toBe(packetNumber);
    expect(answers[0].queue).toBe(3);
  });

  it("is refused for all that goes between its addresses where no name can change it", () => {
    clearPolicy();
    setVerdict(0, COUNTRY_UNKNOWN, BLOCK);
    connection().syn();
    connection().syn();
    expect(marksOf(judgeRecorded(0))).toBe("BB");
  });

  it("is refused alone where a tunnel decides", () => {
    clearPolicy();
    setTunnels(0, BLOCK);
    udp(new Peer(PHONE_ETHER, PHONE, ++port), new Peer(ROUTER_ETHER, SERVER, 51820), text("noise"));
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
    addRun(false, 0, V4_MAPPED | 0x08000000, BLOCK);
    connection().syn();
    expect(marksOf(judgeRecorded(0))).toBe("B");
  });
});

/** Somebody whose name nobody asked for. */
function stranger(remotePort: u32 = 443): Connection {
  return new Connection(
    new Peer(PHONE_ETHER + 7, PHONE + 7, ++port),
    new Peer(ROUTER_ETHER, SERVER, remotePort),
    1000,
  );
}

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

  it("is kept from the flowtable, but for the packet that the firewall has to let in", () => {
    setMarks(true);
    blockUnlessNamed();
    const flow = stranger().syn();
    expect(marksOf(judgeRecorded(0))).toBe("w");
    flow.synAck();
    flow.send(new Octets());
    expect(marksOf(judgeRecorded(KNOWN))).toBe("SS");
    flow.send(hello("good.example"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("a");
    setMarks();
  });

  it("whose hello comes in pieces lets none of them out before the last", () => {
    acceptUnlessNamed();
    for (let k = 0; k < 2; k++) {
      const octets = hello(k == 0 ? "bad.example" : "fine.example");
      const flow = stranger().syn();
      expect(marksOf(judgeRecorded(0))).toBe("w");
      const held = counter(DECISION_HOLD << 3);
      flow.send(octets, 0, 40);
      expect(marksOf(judgeRecorded(KNOWN))).toBe("");
      flow.send(octets, 40, 80);
      expect(marksOf(judgeRecorded(KNOWN))).toBe("");
      expect(heldCount).toBe(2);
      expect(counter(DECISION_HOLD << 3) - held).toBe(2);
      const first = packetNumber - 1;
      flow.send(octets, 80);
      const answers = judgeRecorded(KNOWN);
      expect(marksOf(answers)).toBe(k == 0 ? "bbb" : "aaa");
      expect(answers[0].packet).toBe(first);
      expect(answers[2].packet).toBe(packetNumber);
      expect(heldCount).toBe(0);
    }
  });

  it("is judged without one where the rest does not come", () => {
    blockUnlessNamed();
    const nameless = counter(JUDGED_NAMELESS);
    const flow = stranger().syn();
    judgeRecorded(0);
    flow.send(hello("good.example"), 0, 40);
    expect(marksOf(judgeRecorded(KNOWN))).toBe("");
    expect(marksOf(giveUp(1_000_000_000))).toBe("");
    pass(1);
    expect(marksOf(giveUp(500_000_000))).toBe("b");
    expect(counter(JUDGED_NAMELESS) - nameless).toBe(1);
    // What comes later is judged like it.
    flow.send(hello("good.example"), 40);
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
  });

  it("is judged without one where it says something else", () => {
    blockUnlessNamed();
    const flow = stranger(22).syn();
    judgeRecorded(0);
    flow.send(text("SSH-2.0-OpenSSH_9.9\r\n"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
    udp(new Peer(PHONE_ETHER + 7, PHONE + 7, ++port), new Peer(ROUTER_ETHER, SERVER, 9999), text("noise"));
    expect(marksOf(judgeRecorded(0))).toBe("b");
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
    expect(marks.length).toBeLessThan(34);
    expect(marks.endsWith("wa")).toBe(true);
  });

  it("from the middle of a connection is not held: nobody heard its name", () => {
    blockUnlessNamed();
    const flow = stranger();
    flow.send(text("whatever comes in the middle"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
    // A hello says itself what it is.
    const known = stranger();
    known.send(hello("good.example"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("a");
  });

  it("that leaves the table with parts of its name held is answered as without one", () => {
    blockUnlessNamed();
    const flow = stranger().syn();
    judgeRecorded(0);
    flow.send(hello("good.example"), 0, 40);
    judgeRecorded(KNOWN);
    expect(heldCount).toBe(1);
    removePolicy();
    for (let k: u32 = 0; k < 2 * flowsMax; k += 32) {
      for (let n: u32 = 0; n < 32; n++) connection().syn();
      pass(1);
      judgeRecorded(0);
    }
    expect(marksOf(giveUp(1_000_000_000))).toBe("b");
    expect(heldCount).toBe(0);
  });

  it("of somebody outside is not waited for: what goes inwards is not asked about", () => {
    acceptUnlessNamed();
    const server = new Peer(PHONE_ETHER + 7, PHONE + 7, ++port);
    const flow = new Connection(new Peer(ROUTER_ETHER, SERVER, 40000), server, 1000);
    flow.synAck();
    expect(marksOf(judgeRecorded(0))).toBe("a");
  });

  it("finds no room beside so many, and is judged without one", () => {
    blockUnlessNamed();
    const flow = stranger().syn();
    judgeRecorded(0);
    const octets = hello("good.example");
    const notHeld = counter(JUDGED_NOT_HELD);
    let marks = "";
    // The same octet again and again: none of them completes the hello.
    for (let k = 0; k < 14; k++) {
      flow.send(octets, 0, 20);
      marks += marksOf(judgeRecorded(KNOWN));
    }
    expect(marks).toBe("b".repeat(14));
    expect(counter(JUDGED_NOT_HELD) - notHeld).toBe(1);
    expect(heldCount).toBe(0);
  });
});

describe("a QUIC Initial", () => {
  it("leaves for the host where a name could change the verdict", () => {
    acceptUnlessNamed();
    expect(initialsSent(<u16>++port)).toBe(1);
    blockUnlessNamed();
    expect(initialsSent(<u16>++port)).toBe(1);
  });

  it("stays where none could: no name is in the policy, its address decides, or it is refused by DNS", () => {
    clearPolicy();
    expect(initialsSent(<u16>++port)).toBe(0);
    setVerdict(0, COUNTRY_UNKNOWN, BLOCK);
    expect(initialsSent(<u16>++port)).toBe(0);
    acceptUnlessNamed();
    addRun(false, 0, 0, VERDICT_ACCEPT);
    expect(initialsSent(<u16>++port)).toBe(0);
    acceptUnlessNamed();
    tell("bad.example");
    expect(initialsSent(<u16>++port)).toBe(0);
    tell("fine.example");
    expect(initialsSent(<u16>++port)).toBe(1);
  });

  it("that stayed is no end: under another policy the next one of the flow leaves", () => {
    clearPolicy();
    const from = <u16>++port;
    expect(initialsSent(from)).toBe(0);
    acceptUnlessNamed();
    judgeAll();
    expect(initialsSent(from)).toBe(1);
  });

  it("leaves wherever names are shown", () => {
    clearPolicy();
    setQueueMarks(0, 0, 0, 0, 0, false);
    expect(initialsSent(<u16>++port)).toBe(1);
    setMarks();
  });
});

describe("ports that are used again", () => {
  it("by a SYN begin anew, without the name of the connection before", () => {
    acceptUnlessNamed();
    const flow = stranger().syn();
    judgeRecorded(0);
    flow.send(hello("fine.example"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("a");
    flow.syn();
    expect(marksOf(judgeRecorded(0))).toBe("w");
    flow.send(hello("bad.example"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
  });

  it("by a packet of a known flow go on: another policy judges by the name that was said", () => {
    acceptUnlessNamed();
    const flow = stranger().syn();
    judgeRecorded(0);
    flow.send(hello("fine.example"));
    judgeRecorded(KNOWN);
    flow.send(text("more"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("a");
    pass(100);
    flow.send(text("more"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("a");
  });

  it("by a datagram after a silence begin anew, and not within a burst", () => {
    acceptUnlessNamed();
    const from = new Peer(PHONE_ETHER + 7, PHONE + 7, ++port);
    const to = new Peer(ROUTER_ETHER, SERVER, 9999);
    for (let k = 0; k < 3; k++) udp(from, to, text("noise"));
    expect(marksOf(judgeRecorded(0))).toBe("aaa");
    expect(flowOf(port, 9999).packetsUp).toBe(3);
    udp(from, to, text("noise"));
    judgeRecorded(0);
    expect(flowOf(port, 9999).packetsUp).toBe(4);
    pass(11);
    udp(from, to, text("noise"));
    judgeRecorded(0);
    expect(flowOf(port, 9999).packetsUp).toBe(1);
  });
});

const IPV4 = "45000014 00010000 40060000 c0a80102 08080808";

describe("messages of the kernel", () => {
  it("without a MAC are of the device that their address is", () => {
    removePolicy();
    putMessage(0, message(packetHeader().append(payload(hex(IPV4)))));
    expect(marksOf(judgeSlots(1))).toBe("a");
  });

  it("in another order, with attributes that nobody knows, say the same", () => {
    removePolicy();
    const attributes = attribute(99, hex("01020304 05"))
      .append(markAttribute(FOREIGN))
      .append(payload(hex(IPV4)))
      .append(packetHeader());
    putMessage(0, message(attributes));
    const answers = judgeSlots(1);
    expect(marksOf(answers)).toBe("a");
    expect(answers[0].mark & ~MASK).toBe(FOREIGN);
  });

  it("whose packet is none are answered, and left to the rules", () => {
    clearPolicy();
    setVerdict(0, COUNTRY_UNKNOWN, BLOCK);
    putMessage(0, message(packetHeader().append(payload(hex("ff")))));
    putMessage(1, message(packetHeader()));
    putMessage(
      2,
      message(
        packetHeader()
          .append(markAttribute(KNOWN | FOREIGN))
          .append(payload(new Octets())),
      ),
    );
    const answers = judgeSlots(3);
    expect(marksOf(answers)).toBe("???");
    expect(answers[2].mark).toBe(FOREIGN);
  });

  it("that are cut, lie, or are about something else are counted, and nothing is answered", () => {
    const unreadable = counter(JUDGED_UNREADABLE);
    const errors = counter(JUDGED_ERRORS);
    putMessage(0, message(attribute(1, hex("0000"))));
    putMessage(1, hex("10000000 0003"));
    putMessage(2, hex("ffff0100 0003"));
    putMessage(3, message(new Octets(), 0x0302));
    putMessage(4, message(hex("00000000 fffffffe"), 2));
    // An attribute that ends beyond the message.
    putMessage(5, message(hex("ff00 0100 00000001")));
    expect(judgeSlots(6).length).toBe(0);
    expect(counter(JUDGED_UNREADABLE) - unreadable).toBe(5);
    expect(counter(JUDGED_ERRORS) - errors).toBe(1);
  });

  it("fill all slots at once", () => {
    clearPolicy();
    setVerdict(0, COUNTRY_UNKNOWN, BLOCK);
    for (let k = 0; k < 48; k++) connection().syn();
    const answers: Answer[] = judgeRecorded(0);
    expect(answers.length).toBe(48);
    expect(marksOf(answers)).toBe("B".repeat(48));
    expect(answers[47].mark).toBe(BLOCK_ADDRESS);
  });
});
