// What a flow is judged to be as it opens, and as it says its name.

import {
  COUNTRY_NULL,
  COUNTRY_UNKNOWN,
  DEVICE_KIND_ETHER,
  EVENT_FLOW_OPENED,
  OPINIONS_BOTH,
  OPINIONS_EITHER,
  OPINIONS_FIRST,
  VERDICT_ACCEPT,
  VERDICT_ALERT,
  VERDICT_DROP,
  VERDICT_NAME,
  VERDICT_NONE,
  VERDICT_REJECT,
  VERDICT_TUNNEL,
} from "../../../assembly/abi";
import { drained } from "../../../assembly/events";
import { Flow } from "../../../assembly/flow/flow";
import { adoptPolicy, judgeAll } from "../../../assembly/policy/adopt";
import { judgeSilently } from "../../../assembly/policy/judge";
import { V4_MAPPED } from "../../../assembly/wire/ipv4";
import {
  Connection,
  eventCount,
  flowOf,
  knowLocalPrefixes,
  Peer,
  PHONE,
  PHONE_ETHER,
  ROUTER_ETHER,
  SERVER,
  udp,
  walk,
} from "../helper/conversation";
import { response } from "../helper/dns-message";
import { text } from "../helper/octets";
import {
  addDevice,
  addName,
  addRun,
  clearPolicy,
  removePolicy,
  setOpinions,
  setTunnels,
  setVerdict,
} from "../helper/policy";
import { ask } from "../helper/resolution";

const CN: u32 = 7;
const SG: u32 = 8;
const BLOCK: u32 = VERDICT_REJECT | VERDICT_ALERT;

/** From the laxest to the strictest. */
const verdicts: u32[] = [VERDICT_ACCEPT, VERDICT_ALERT, VERDICT_DROP | VERDICT_ALERT, BLOCK];

knowLocalPrefixes();

let port: u32 = 5000;

function connection(remote: u32 = SERVER): Connection {
  return new Connection(new Peer(PHONE_ETHER, PHONE, ++port), new Peer(ROUTER_ETHER, remote, 80), 1000);
}

/** A flow that has opened, without a name. */
function opened(remote: u32 = SERVER): Flow {
  connection(remote).syn();
  walk();
  return flowOf(port, 80);
}

/** The verdict of a flow to a country, of which the second opinion may say otherwise. */
function verdictTo(flow: Flow, country: u32, other: u32 = 0): u32 {
  flow.answer = <u16>(country | (other << 8));
  judgeSilently(flow);
  return flow.verdict;
}

describe("a flow that opens", () => {
  it("is accepted where there is no policy", () => {
    removePolicy();
    expect(<u32>opened().verdict).toBe(VERDICT_ACCEPT);
  });

  it("is told once where it wants an alert", () => {
    clearPolicy();
    setVerdict(0, COUNTRY_UNKNOWN, BLOCK);
    const flow = opened();
    expect(<u32>flow.verdict).toBe(BLOCK);
    expect(eventCount(EVENT_FLOW_OPENED)).toBe(1);
    drained();
    judgeAll();
    expect(<u32>flow.verdict).toBe(BLOCK);
    expect(eventCount(EVENT_FLOW_OPENED)).toBe(0);
  });

  it("to what stays at home is judged by address alone", () => {
    clearPolicy();
    setVerdict(0, COUNTRY_UNKNOWN, VERDICT_DROP);
    const flow = opened();
    expect(verdictTo(flow, COUNTRY_NULL)).toBe(VERDICT_ACCEPT);
    addRun(false, 0, V4_MAPPED, VERDICT_REJECT);
    expect(verdictTo(flow, COUNTRY_NULL)).toBe(VERDICT_REJECT);
  });

  it("is of its device's group", () => {
    clearPolicy();
    addDevice(DEVICE_KIND_ETHER, 0, PHONE_ETHER, 3);
    adoptPolicy();
    setVerdict(0, COUNTRY_UNKNOWN, VERDICT_DROP);
    setVerdict(3, COUNTRY_UNKNOWN, VERDICT_REJECT);
    expect(<u32>opened().verdict).toBe(VERDICT_REJECT);
    clearPolicy();
    adoptPolicy();
    setVerdict(0, COUNTRY_UNKNOWN, VERDICT_DROP);
    expect(<u32>opened().verdict).toBe(VERDICT_DROP);
  });

  it("of a device that is new is judged by its group at once", () => {
    clearPolicy();
    addDevice(DEVICE_KIND_ETHER, 0, 0x02_00_00_00_00_77, 2);
    adoptPolicy();
    setVerdict(2, COUNTRY_UNKNOWN, VERDICT_REJECT);
    udp(new Peer(0x02_00_00_00_00_77, PHONE, 999), new Peer(ROUTER_ETHER, SERVER, 999), text("x"));
    walk();
    expect(<u32>flowOf(999, 999).verdict).toBe(VERDICT_REJECT);
  });
});

describe("two opinions", () => {
  it("count as the policy says, in either order", () => {
    clearPolicy();
    adoptPolicy();
    const flow = opened();
    for (let first = 0; first < verdicts.length; first++) {
      for (let second = 0; second < verdicts.length; second++) {
        setVerdict(0, CN, verdicts[first]);
        setVerdict(0, SG, verdicts[second]);
        setOpinions(OPINIONS_FIRST);
        expect(verdictTo(flow, CN, SG)).toBe(verdicts[first]);
        setOpinions(OPINIONS_EITHER);
        expect(verdictTo(flow, CN, SG)).toBe(verdicts[max(first, second)]);
        expect(verdictTo(flow, CN)).toBe(verdicts[first]);
        setOpinions(OPINIONS_BOTH);
        expect(verdictTo(flow, CN, SG)).toBe(verdicts[min(first, second)]);
        expect(verdictTo(flow, CN)).toBe(verdicts[first]);
      }
    }
  });

  it("about a tunnel are made stricter, never laxer", () => {
    clearPolicy();
    setTunnels(0, VERDICT_ALERT);
    setVerdict(0, CN, VERDICT_ACCEPT);
    setVerdict(0, SG, BLOCK);
    const flow = opened();
    expect(verdictTo(flow, CN)).toBe(VERDICT_ACCEPT);
    flow.verdict |= <u16>VERDICT_TUNNEL;
    expect(verdictTo(flow, CN)).toBe(VERDICT_ALERT | VERDICT_TUNNEL);
    expect(verdictTo(flow, SG)).toBe(BLOCK | VERDICT_TUNNEL);
  });
});

describe("a name", () => {
  it("is waited for where it could change the verdict, and only as long as one may come", () => {
    clearPolicy();
    addName("good.example", VERDICT_ACCEPT);
    setVerdict(0, COUNTRY_UNKNOWN, BLOCK | VERDICT_NAME);
    const flow = opened();
    expect(<u32>flow.verdict).toBe(BLOCK | VERDICT_NAME);
    flow.naming = 0;
    expect(verdictTo(flow, COUNTRY_UNKNOWN)).toBe(BLOCK);
    udp(new Peer(PHONE_ETHER, PHONE, 5353), new Peer(ROUTER_ETHER, SERVER, 53), text("x"));
    walk();
    expect(<u32>flowOf(5353, 53).verdict).toBe(BLOCK);
  });

  it("of DNS decides as the flow opens, until it says its own", () => {
    clearPolicy();
    addName("good.example", VERDICT_ACCEPT);
    setVerdict(0, COUNTRY_UNKNOWN, BLOCK | VERDICT_NAME);
    const resolver = new Peer(ROUTER_ETHER, SERVER, 53);
    ask(new Peer(PHONE_ETHER, PHONE, 4444), resolver, response("good.example", 0x14000001));
    ask(new Peer(PHONE_ETHER, PHONE, 4444), resolver, response("evil.example", 0x14000002));
    walk();
    drained();
    expect(<u32>opened(0x14000001).verdict).toBe(VERDICT_ACCEPT | VERDICT_NAME);
    expect(<u32>opened(0x14000002).verdict).toBe(BLOCK | VERDICT_NAME);
    expect(eventCount(EVENT_FLOW_OPENED)).toBe(1);
    drained();
    // The flow's own word comes later, and stands before it.
    const liar = connection(0x14000001).syn();
    walk();
    liar.send(text("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
    walk();
    expect(<u32>flowOf(port, 80).verdict).toBe(BLOCK);
    expect(eventCount(EVENT_FLOW_OPENED)).toBe(1);
    drained();
    const honest = connection(0x14000002).syn();
    walk();
    honest.send(text("GET / HTTP/1.1\r\nHost: good.example\r\n\r\n"));
    walk();
    expect(<u32>flowOf(port, 80).verdict).toBe(VERDICT_ACCEPT);
  });

  it("after the first changes nothing", () => {
    clearPolicy();
    addName("good.example", VERDICT_ACCEPT);
    setVerdict(0, COUNTRY_UNKNOWN, BLOCK | VERDICT_NAME);
    const keptAlive = connection(0x14000009).syn();
    keptAlive.send(text("GET / HTTP/1.1\r\nHost: good.example\r\n\r\n"));
    walk();
    expect(<u32>flowOf(port, 80).verdict).toBe(VERDICT_ACCEPT);
    keptAlive.segment(true, 0x10, 1039, 10000, text("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
    walk();
    expect(<u32>flowOf(port, 80).verdict).toBe(VERDICT_ACCEPT);
  });

  it("says nothing of an address that an exception names", () => {
    clearPolicy();
    addName("good.example", VERDICT_ACCEPT);
    addRun(false, 0, V4_MAPPED, VERDICT_NONE);
    addRun(false, 0, V4_MAPPED | 0x14000003, VERDICT_DROP);
    addRun(false, 0, V4_MAPPED | 0x14000004, VERDICT_NONE);
    setVerdict(0, COUNTRY_UNKNOWN, BLOCK | VERDICT_NAME);
    const named = connection(0x14000003).syn();
    named.send(text("GET / HTTP/1.1\r\nHost: good.example\r\n\r\n"));
    walk();
    expect(<u32>flowOf(port, 80).verdict).toBe(VERDICT_DROP);
  });
});
