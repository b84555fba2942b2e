// What is asked of flows that conntrack knows, by a frame that nobody sent.

import {
  TOTALS_FRAMES,
  VERDICT_ACCEPT,
  VERDICT_MASK,
  VERDICT_NAME,
  VERDICT_REJECT,
} from "../../../assembly/abi";
import { batch } from "../../../assembly/batch/area";
import { totals } from "../../../assembly/counters/totals";
import { flowCount } from "../../../assembly/flow/table";
import { verdictOfFrame } from "../../../assembly/queue/question";
import {
  flowOf,
  knowLocalPrefixes,
  now,
  Peer,
  ROUTER_ETHER,
  recorded,
  SERVER,
  udpFrame,
} from "../helper/conversation";
import { hex, Octets, text } from "../helper/octets";
import { removePolicy } from "../helper/policy";
import { judgeRecorded, KNOWN, marksOf, setMarks } from "../helper/queue";
import {
  acceptUnlessNamed,
  blockAll,
  blockUnlessNamed,
  connection,
  hello,
  port,
  stranger,
  strangerPeer,
  tell,
} from "../helper/queued-flow";

knowLocalPrefixes();
setMarks();

/** What is said of the flow that a frame belongs to. */
function asked(frame: Octets): u32 {
  memory.copy(batch, frame.values.dataStart, frame.size);
  return verdictOfFrame(0, frame.size, true, now);
}

/** A datagram of a flow of its own. */
function datagram(from: Peer, remotePort: u32 = 9999): Octets {
  return udpFrame(from, new Peer(ROUTER_ETHER, SERVER, remotePort), text("x"));
}

describe("a flow that is asked about", () => {
  it("is judged, and neither enters the table nor counts", () => {
    const flows = flowCount;
    const frames = load<u64>(totals, TOTALS_FRAMES);
    blockAll();
    expect(asked(datagram(strangerPeer())) & VERDICT_MASK).toBe(VERDICT_REJECT);
    removePolicy();
    expect(asked(datagram(strangerPeer()))).toBe(VERDICT_ACCEPT);
    expect(flowCount).toBe(flows);
    expect(load<u64>(totals, TOTALS_FRAMES)).toBe(frames);
  });

  it("that is known has the verdict that it got", () => {
    acceptUnlessNamed();
    const flow = stranger().syn();
    judgeRecorded(0);
    flow.send(hello("bad.example"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
    const packets = flowOf(port, 443).packetsUp;
    flow.send(new Octets());
    const frames = recorded();
    const verdict = asked(frames[0]);
    expect(verdict & VERDICT_MASK).toBe(VERDICT_REJECT);
    expect(verdict & VERDICT_NAME).toBe(0);
    expect(flowOf(port, 443).packetsUp).toBe(packets);
  });

  it("that was judged without a name waits for none any more", () => {
    blockUnlessNamed();
    const flow = stranger(22).syn();
    judgeRecorded(0);
    flow.send(text("SSH-2.0-OpenSSH_9.9\r\n"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
    flow.send(new Octets());
    const verdict = asked(recorded()[0]);
    expect(verdict & VERDICT_MASK).toBe(VERDICT_REJECT);
    expect(verdict & VERDICT_NAME).toBe(0);
  });

  it("whose name would decide, and is not known, says so", () => {
    blockUnlessNamed();
    stranger().syn();
    expect(asked(recorded()[0]) & VERDICT_NAME).not.toBe(0);
    // It cannot say one.
    expect(asked(datagram(strangerPeer(), 53)) & VERDICT_NAME).toBe(0);
  });

  it("by a name that its device was told is judged by that", () => {
    acceptUnlessNamed();
    tell("bad.example");
    connection().syn();
    expect(asked(recorded()[0]) & VERDICT_MASK).toBe(VERDICT_REJECT);
  });

  it("by what is no packet is unknown", () => {
    removePolicy();
    expect(asked(hex("ff"))).toBe(VERDICT_NAME);
  });
});
