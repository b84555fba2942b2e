// QUIC's Initials that wait in a queue: they are opened where a name could change the verdict.

import { COUNTRY_UNKNOWN, EVENT_QUIC, VERDICT_ACCEPT } from "../../../assembly/abi";
import { walkQueue } from "../../../assembly/batch/nfqueue";
import { drained } from "../../../assembly/events";
import { judgeAll } from "../../../assembly/policy/adopt";
import { answerQueue } from "../../../assembly/queue/answer";
import { setQueueMarks } from "../../../assembly/queue/marks";
import {
  eventCount,
  knowLocalPrefixes,
  now,
  Peer,
  PHONE,
  PHONE_ETHER,
  ROUTER_ETHER,
  recorded,
  SERVER,
  udp,
} from "../helper/conversation";
import { hex } from "../helper/octets";
import { addRun, clearPolicy, setVerdict } from "../helper/policy";
import { KNOWN, putMessage, queued, setMarks } from "../helper/queue";
import { acceptUnlessNamed, blockUnlessNamed, nextPort, REFUSE, tell } from "../helper/queued-flow";

knowLocalPrefixes();
setMarks();

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

describe("a QUIC Initial", () => {
  it("leaves for the host where a name could change the verdict", () => {
    acceptUnlessNamed();
    expect(initialsSent(<u16>nextPort())).toBe(1);
    blockUnlessNamed();
    expect(initialsSent(<u16>nextPort())).toBe(1);
  });

  it("stays where none could: no name is in the policy, its address decides, or it is refused by DNS", () => {
    clearPolicy();
    expect(initialsSent(<u16>nextPort())).toBe(0);
    setVerdict(0, COUNTRY_UNKNOWN, REFUSE);
    expect(initialsSent(<u16>nextPort())).toBe(0);
    acceptUnlessNamed();
    addRun(false, 0, 0, VERDICT_ACCEPT);
    expect(initialsSent(<u16>nextPort())).toBe(0);
    acceptUnlessNamed();
    tell("bad.example");
    expect(initialsSent(<u16>nextPort())).toBe(0);
    tell("fine.example");
    expect(initialsSent(<u16>nextPort())).toBe(1);
  });

  it("that stayed is no end: under another policy the next one of the flow leaves", () => {
    clearPolicy();
    const from = <u16>nextPort();
    expect(initialsSent(from)).toBe(0);
    acceptUnlessNamed();
    judgeAll();
    expect(initialsSent(from)).toBe(1);
  });

  it("leaves wherever names are shown", () => {
    clearPolicy();
    setQueueMarks(0, 0, 0, 0, 0, false);
    expect(initialsSent(<u16>nextPort())).toBe(1);
    setMarks();
  });
});
