// Answers that leave for other instances, and what is learned from them.

import {
  ANSWER_ADDRESS_COUNT,
  ANSWER_ADDRESSES,
  ANSWER_DEVICE,
  ANSWER_DEVICE_KIND,
  ANSWER_NAME,
  DEVICE_KIND_ETHER,
  DNS_ADDRESS_LOW,
  DNS_ADDRESS_SIZE,
  DNS_ADDRESS_TTL,
  DNS_ADDRESSES_MAX,
  EVENT_ANSWER,
  EVENT_BODY,
  EVENT_KIND,
  EVENT_SIZE,
  EVENT_TIME,
  EVENTS_SIZE,
  NAME_TEXT,
  VECTOR_SIZE,
} from "../../../assembly/abi";
import { drained, events, eventsSize } from "../../../assembly/events";
import { answer } from "../../../assembly/names/answer";
import { LATE_FLOWS_MAX } from "../../../assembly/names/late";
import { learnName } from "../../../assembly/names/learn";
import { answersNotShared, setSharing } from "../../../assembly/names/share";
import { STREAM_SIZE } from "../../../assembly/names/stream";
import {
  ACK,
  Connection,
  eventCount,
  flowOf,
  knowLocalPrefixes,
  now,
  Peer,
  PHONE_ETHER,
  pass,
  ROUTER_ETHER,
  RST,
  udp,
  walk,
} from "../helper/conversation";
import { query, response } from "../helper/dns-message";
import { Octets, text } from "../helper/octets";
import { DNS, phone, RESOLVER, resolver, TABLET_ETHER, tablet, textOf } from "../helper/peers";
import { enforce } from "../helper/policy";
import { ask } from "../helper/resolution";

const REMOTE_PORT: u32 = 7777;

knowLocalPrefixes();
// Answers teach whoever has asked.
enforce();

let address: u32 = 0x14000000;

/** A first datagram to an address. */
function open(peer: Peer, to: u32): void {
  udp(peer, new Peer(ROUTER_ETHER, to, REMOTE_PORT), text("hello"));
  walk();
}

function nameOf(peer: Peer): string {
  return textOf(flowOf(peer.port, REMOTE_PORT).dnsName);
}

function answers(): i32 {
  return eventCount(EVENT_ANSWER);
}

/** The first answer in the ring; it is there. */
function shared(): usize {
  for (let event = events; event < events + eventsSize; event += load<u32>(event, EVENT_SIZE))
    if (<u32>load<u16>(event, EVENT_KIND) == EVENT_ANSWER) return event;
  assert(false, "no answer was shared");
  return 0;
}

/** Writes what another instance heard for the tablet where the host would. */
function hear(name: string, to: u32, ttl: u32, count: u32 = 1): void {
  const octets = text(name);
  store<u64>(answer, 0, ANSWER_DEVICE);
  store<u64>(answer, TABLET_ETHER, ANSWER_DEVICE + 8);
  store<u32>(answer, DEVICE_KIND_ETHER, ANSWER_DEVICE_KIND);
  store<u32>(answer, count, ANSWER_ADDRESS_COUNT);
  store<u8>(answer, <u8>octets.size, ANSWER_NAME);
  memory.copy(answer + ANSWER_NAME + NAME_TEXT, octets.values.dataStart, octets.size);
  for (let k: u32 = 0; k < count; k++) {
    const at = answer + ANSWER_ADDRESSES + k * DNS_ADDRESS_SIZE;
    memory.fill(at, 0, DNS_ADDRESS_SIZE);
    store<u64>(at, 0x0000ffff_00000000 | <u64>(to + k), DNS_ADDRESS_LOW);
    store<u32>(at, ttl, DNS_ADDRESS_TTL);
  }
}

describe("an answer", () => {
  it("leaves where names are shared, and only there", () => {
    ask(phone(), resolver(), response("a.example", ++address));
    walk();
    expect(answers()).toBe(0);
    setSharing(true);
    ask(phone(), resolver(), response("a.example", ++address, 60, 3));
    walk();
    expect(answers()).toBe(1);
    const event = shared();
    const body = event + EVENT_BODY;
    expect(load<u32>(event, EVENT_SIZE)).toBe(EVENT_BODY + ANSWER_ADDRESSES + 3 * DNS_ADDRESS_SIZE);
    expect(load<u64>(event, EVENT_TIME)).toBe(now);
    expect(load<u64>(body, ANSWER_DEVICE + 8)).toBe(PHONE_ETHER);
    expect(load<u32>(body, ANSWER_DEVICE_KIND)).toBe(DEVICE_KIND_ETHER);
    expect(load<u32>(body, ANSWER_ADDRESS_COUNT)).toBe(3);
    expect(String.UTF8.decodeUnsafe(body + ANSWER_NAME + NAME_TEXT, load<u8>(body, ANSWER_NAME))).toBe(
      "a.example",
    );
    const last = body + ANSWER_ADDRESSES + 2 * DNS_ADDRESS_SIZE;
    expect(load<u64>(last, DNS_ADDRESS_LOW)).toBe(0x0000ffff_00000000 | <u64>(address + 2));
    expect(load<u32>(last, DNS_ADDRESS_TTL)).toBe(60);
    drained();
  });

  it("does not leave where it teaches nothing", () => {
    ask(phone(), resolver(), response("b.example", address, 60, 0));
    ask(phone(), new Peer(ROUTER_ETHER, RESOLVER, DNS + 1), response("b.example", address));
    // Nobody asked.
    udp(resolver(), phone(), response("b.example", address));
    walk();
    expect(answers()).toBe(0);
  });

  it("with all addresses that it may have leaves with each frame of a vector", () => {
    const peer = phone();
    udp(peer, resolver(), query("c.example"));
    for (let k = 0; k < 64; k++) udp(resolver(), peer, response("c.example", address, 60, DNS_ADDRESSES_MAX));
    walk();
    expect(answers()).toBe(64);
    drained();
    address += DNS_ADDRESSES_MAX;
  });

  it("over TCP leaves as long as there is room, and is counted after that", () => {
    const message = response("d.example", ++address);
    const messages = new Octets();
    let each = 0;
    for (; <u32>(messages.size + 2 + message.size) <= STREAM_SIZE; each++) messages.vector(2, message);
    // All frames of a vector: what it finds when it begins has to do for all of them.
    const connections = <i32>VECTOR_SIZE / 4;
    for (let k = 0; k < connections; k++) {
      const on = new Connection(phone(), resolver(), 100).open();
      on.segment(false, ACK, 10000, on.first, messages);
      on.segment(false, RST, 1, 1, new Octets());
    }
    const before = answersNotShared;
    walk();
    const notShared = <i32>(answersNotShared - before);
    expect(notShared).toBeGreaterThan(0);
    expect(answers() + notShared).toBe(each * connections);
    expect(eventsSize).toBeLessThan(EVENTS_SIZE);
    drained();
    // What was not shared was learned all the same.
    const peer = phone();
    open(peer, address);
    expect(nameOf(peer)).toBe("d.example");
    drained();
  });
});

describe("what another instance heard", () => {
  it("names the flows of its device from then on, and does not leave again", () => {
    hear("e.example", ++address, 60, 2);
    learnName(now);
    expect(eventsSize).toBe(0);
    let peer = tablet();
    open(peer, address++);
    expect(nameOf(peer)).toBe("e.example");
    peer = tablet();
    open(peer, address);
    expect(nameOf(peer)).toBe("e.example");
    peer = phone();
    open(peer, address);
    expect(nameOf(peer)).toBe("");
    drained();
  });

  it("expires as if it had been heard here", () => {
    hear("f.example", ++address, 1000);
    learnName(now);
    pass(1000);
    let peer = tablet();
    open(peer, address);
    expect(nameOf(peer)).toBe("f.example");
    pass(1);
    peer = tablet();
    open(peer, address);
    expect(nameOf(peer)).toBe("");
    drained();
  });

  it("reaches flows that opened meanwhile, and no older ones", () => {
    const older = tablet();
    open(older, ++address);
    pass(1);
    const heard = now;
    const other = phone();
    open(other, address);
    const same = tablet();
    open(same, address);
    pass(1);
    const later = tablet();
    open(later, address);
    const elsewhere = tablet();
    open(elsewhere, address + 1);
    hear("g.example", address++, 60);
    learnName(heard);
    expect(nameOf(older)).toBe("");
    expect(nameOf(other)).toBe("");
    expect(nameOf(same)).toBe("g.example");
    expect(nameOf(later)).toBe("g.example");
    expect(nameOf(elsewhere)).toBe("");
    // Its first name stays.
    hear("h.example", address - 1, 60);
    learnName(heard);
    expect(nameOf(same)).toBe("g.example");
    drained();
  });

  it("reaches the last LATE_FLOWS_MAX that opened, and no others", () => {
    const heard = now;
    const first = tablet();
    const second = tablet();
    open(first, ++address);
    open(second, address);
    // Their last frames keep them in the specs' small table.
    for (let k: u32 = 1; k < LATE_FLOWS_MAX; k++) {
      open(phone(), 0x18000000);
      pass(1);
      udp(first, new Peer(ROUTER_ETHER, address, REMOTE_PORT), text("again"));
      udp(second, new Peer(ROUTER_ETHER, address, REMOTE_PORT), text("again"));
      walk();
    }
    hear("i.example", address, 60);
    learnName(heard);
    expect(nameOf(first)).toBe("");
    expect(nameOf(second)).toBe("i.example");
    drained();
  });
});
