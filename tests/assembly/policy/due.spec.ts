// Flows beyond the span of the policy that is there wait for theirs.

import {
  COUNTRY_UNKNOWN,
  EVENT_FLOW_OPENED,
  VECTOR_SIZE,
  VERDICT_ACCEPT,
  VERDICT_ALERT,
  VERDICT_DEFERRED,
  WALK_FULL,
  WALK_NEEDS_MORE,
} from "../../../assembly/abi";
import { walkStop } from "../../../assembly/batch/walk";
import { drained } from "../../../assembly/events";
import { setPolicySpan } from "../../../assembly/policy/adopt";
import { deferredCount, policyDue } from "../../../assembly/policy/due";
import {
  eventCount,
  flowOf,
  knowLocalPrefixes,
  now,
  Peer,
  PHONE,
  PHONE_ETHER,
  pass,
  ROUTER_ETHER,
  SERVER,
  udp,
  walk,
  walkOn,
} from "../helper/conversation";
import { text } from "../helper/octets";
import { clearPolicy, setVerdict } from "../helper/policy";

const SECOND: u64 = 1_000_000_000;

knowLocalPrefixes();

function send(port: u32): void {
  udp(new Peer(PHONE_ETHER, PHONE, port), new Peer(ROUTER_ETHER, SERVER, 7777), text("x"));
}

function verdictOf(port: u32): u32 {
  return flowOf(port, 7777).verdict;
}

describe("a policy that is good for a time", () => {
  it("judges what opens in it, from its first nanosecond to before its end", () => {
    clearPolicy();
    setVerdict(0, COUNTRY_UNKNOWN, VERDICT_ALERT);
    setPolicySpan(now, now + SECOND);
    send(1);
    walk();
    expect(verdictOf(1)).toBe(VERDICT_ALERT);
    expect(deferredCount).toBe(0);
    drained();
    pass(1);
    send(2);
    walk();
    expect(verdictOf(2)).toBe(VERDICT_DEFERRED);
    expect(deferredCount).toBe(1);
    expect(policyDue()).toBe(now);
    expect(eventCount(EVENT_FLOW_OPENED)).toBe(0);
    setPolicySpan(now - SECOND, now);
    expect(deferredCount).toBe(1);
    setPolicySpan(now, now + 1);
    expect(deferredCount).toBe(0);
    expect(verdictOf(2)).toBe(VERDICT_ALERT);
    expect(eventCount(EVENT_FLOW_OPENED)).toBe(1);
    drained();
  });

  it("lets a flow that is open be", () => {
    setPolicySpan(0, 1);
    send(1);
    walk();
    expect(deferredCount).toBe(0);
  });

  it("stops the walk before the next vector", () => {
    clearPolicy();
    setPolicySpan(0, 1);
    for (let port: u32 = 100; port < 100 + VECTOR_SIZE + 1; port++) send(port);
    const stopped = walkOn(0);
    expect(stopped).toBeGreaterThan(0);
    expect(walkStop).toBe(WALK_FULL);
    expect(deferredCount).toBe(VECTOR_SIZE);
    setPolicySpan(0, u64.MAX_VALUE);
    expect(deferredCount).toBe(0);
    expect(verdictOf(100)).toBe(VERDICT_ACCEPT);
    expect(walkOn(stopped)).toBe(0);
    expect(walkStop).toBe(WALK_NEEDS_MORE);
  });
});
