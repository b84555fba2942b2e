// What is asked of flows that conntrack knows, by a frame that nobody sent.

import {
  LOCAL_PREFIX_LOW,
  LOCAL_PREFIX_MASK_HIGH,
  LOCAL_PREFIX_MASK_LOW,
  TOTALS_FRAMES,
  VERDICT_ACCEPT,
  VERDICT_DEVICE,
  VERDICT_MASK,
  VERDICT_NAME,
  VERDICT_REJECT,
} from "../../../assembly/abi";
import { batch } from "../../../assembly/batch/area";
import { totals } from "../../../assembly/counters/totals";
import { localPrefixes, setLocalPrefixCount } from "../../../assembly/flow/locality";
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
  return verdictOfFrame(0, frame.size, now);
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

  it("is its local end's, whoever opened it", () => {
    blockAll();
    const server = new Peer(ROUTER_ETHER, SERVER, 9999);
    const down = udpFrame(server, strangerPeer(), text("x"));
    expect(asked(down) & VERDICT_MASK).toBe(VERDICT_REJECT);
    expect(asked(down) & VERDICT_DEVICE).toBe(0);
    // Of an address that is special, where no prefix says so.
    setLocalPrefixCount(0);
    expect(asked(down) & VERDICT_MASK).toBe(VERDICT_REJECT);
    knowLocalPrefixes();
  });

  it("says so where the MAC of its local end is not known, and needs no other", () => {
    blockAll();
    const phone = strangerPeer();
    const nobody = new Peer(0, phone.address, phone.port);
    const server = new Peer(0, SERVER, 9999);
    expect(asked(udpFrame(nobody, server, text("x"))) & VERDICT_DEVICE).not.toBe(0);
    expect(asked(udpFrame(server, nobody, text("x"))) & VERDICT_DEVICE).not.toBe(0);
    expect(asked(udpFrame(phone, server, text("x"))) & VERDICT_DEVICE).toBe(0);
    expect(asked(udpFrame(server, phone, text("x"))) & VERDICT_DEVICE).toBe(0);
  });

  it("that stays within local prefixes is accepted", () => {
    blockAll();
    const phone = strangerPeer();
    const server = new Peer(ROUTER_ETHER, SERVER, 9999);
    expect(asked(udpFrame(phone, server, text("x"))) & VERDICT_MASK).toBe(VERDICT_REJECT);
    // 0.0.0.0/0
    store<u64>(localPrefixes, 0, LOCAL_PREFIX_MASK_LOW);
    store<u64>(localPrefixes, 0, LOCAL_PREFIX_LOW);
    store<u64>(localPrefixes, 0, LOCAL_PREFIX_MASK_HIGH);
    expect(asked(udpFrame(phone, server, text("x")))).toBe(VERDICT_ACCEPT);
    knowLocalPrefixes();
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
