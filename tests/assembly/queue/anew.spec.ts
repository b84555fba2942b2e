// Ports that are used again, and the names that others said from them.

import {
  flowOf,
  knowLocalPrefixes,
  Peer,
  PHONE,
  PHONE_ETHER,
  pass,
  ROUTER_ETHER,
  SERVER,
  udp,
} from "../helper/conversation";
import { text } from "../helper/octets";
import { FOREIGN, judgeRecorded, KNOWN, marksOf, setMarks } from "../helper/queue";
import { acceptUnlessNamed, hello, nextPort, port, stranger } from "../helper/queued-flow";

knowLocalPrefixes();
setMarks();

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
    const from = new Peer(PHONE_ETHER + 7, PHONE + 7, nextPort());
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

describe("a flow that is known by its mark", () => {
  it("keeps its name though it was silent, and though it says SYN once more", () => {
    acceptUnlessNamed();
    const flow = stranger().syn();
    judgeRecorded(0);
    flow.send(hello("bad.example"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
    pass(3600);
    flow.syn();
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
    // The bits of others do not make it known.
    flow.syn();
    expect(marksOf(judgeRecorded(FOREIGN))).toBe("w");
  });
});
