// What a device was told by DNS names the flows that it opens after that, through real frames.

import { EVENT_DNS, EVENTS_SIZE } from "../../../assembly/abi";
import { drained, eventsSize } from "../../../assembly/events";
import { flowsMax } from "../../../assembly/flow/flow";
import { flowsEvicted } from "../../../assembly/flow/table";
import { answersMax } from "../../../assembly/names/cache";
import { streamsEvicted } from "../../../assembly/names/holding";
import { DNS_PLACE_LOST } from "../../../assembly/names/state";
import { STREAM_SIZE, streamsMax } from "../../../assembly/names/stream";
import { isHeld, namesMax } from "../../../assembly/names/table";
import { recordOf, serverName } from "../helper/client-hello";
import {
  ACK,
  Connection,
  eventCount,
  flowOf,
  knowLocalPrefixes,
  Peer,
  PHONE,
  PHONE_ETHER,
  pass,
  ROUTER_ETHER,
  RST,
  SYN,
  said,
  udp,
  udpFrame,
  walk,
  write,
} from "../helper/conversation";
import { query, response } from "../helper/dns-message";
import { Octets, text as octetsOf } from "../helper/octets";
import { DNS, phone, RESOLVER, resolver, TABLET, TABLET_ETHER, tablet, textOf } from "../helper/peers";
import { clearPolicy, enforce } from "../helper/policy";
import { ask as resolve } from "../helper/resolution";

const ROUTER: u32 = 0xc0a801fe;
/** IPv4's flags, behind an Ethernet header. */
const MORE_FRAGMENTS_AT: i32 = 20;

knowLocalPrefixes();
// Answers teach whoever has asked.
enforce();

let address: u32 = 0x14000000;

/** The name that a device's new flow to an address has of DNS. */
function nameFor(peer: Peer, to: u32): string {
  udp(peer, new Peer(ROUTER_ETHER, to, 7777), octetsOf("hello"));
  walk();
  return textOf(flowOf(peer.port, 7777).dnsName);
}

function ask(peer: Peer, message: Octets): void {
  resolve(peer, resolver(), message);
}

/** The same message with another id. */
function withId(message: Octets, id: u32): Octets {
  const octets = message.copy();
  octets.values[0] = <u8>(id >> 8);
  octets.values[1] = <u8>id;
  return octets;
}

/** Names that flows hold. */
function heldNames(): u32 {
  let count: u32 = 0;
  for (let name: u32 = 1; name <= namesMax; name++) if (isHeld(name)) count++;
  return count;
}

function connection(): Connection {
  return new Connection(phone(), resolver(), 100);
}

function prefixed(message: Octets): Octets {
  return new Octets().vector(2, message);
}

/** The server sends octets [from, to). */
function answer(on: Connection, octets: Octets, from: i32 = 0, to: i32 = octets.size): void {
  on.segment(false, ACK, 10000 + from, on.first, new Octets().appendPart(octets, from, to));
}

function firstFragment(frame: Octets): Octets {
  frame.values[MORE_FRAGMENTS_AT] |= 0x20;
  return frame;
}

describe("an answer over UDP", () => {
  it("names the flows of the device that asked, to every address in it", () => {
    ask(phone(), response("a.example", address, 60, 3));
    walk();
    for (let k: u32 = 0; k < 3; k++) assert(nameFor(phone(), address + k) == "a.example", k.toString());
    expect(nameFor(phone(), address + 3)).toBe("");
    expect(nameFor(tablet(), address)).toBe("");
  });

  it("is the latest, and not older than its time to live and ten minutes", () => {
    ask(phone(), response("b.example", ++address));
    ask(phone(), response("c.example", address, 1000));
    walk();
    pass(1000);
    expect(nameFor(phone(), address)).toBe("c.example");
    pass(1);
    expect(nameFor(phone(), address)).toBe("");
    ask(phone(), response("d.example", ++address, 1));
    walk();
    pass(600);
    expect(nameFor(phone(), address)).toBe("d.example");
    pass(1);
    expect(nameFor(phone(), address)).toBe("");
  });

  it("may be a first fragment that holds it all, and teaches nothing where it does not", () => {
    const whole = response("g.example", ++address);
    const peer = phone();
    udp(peer, resolver(), query("asked.example"));
    write(firstFragment(udpFrame(resolver(), peer, whole.copy().fill(0, 2))));
    walk();
    expect(nameFor(phone(), address)).toBe("g.example");
    const cut = response("g.example", ++address);
    cut.values.length -= 1;
    udp(peer, resolver(), query("asked.example"));
    write(firstFragment(udpFrame(resolver(), peer, cut)));
    walk();
    expect(nameFor(phone(), address)).toBe("");
  });

  it("comes before the flow in one batch", () => {
    const peer = phone();
    ask(phone(), response("e.example", ++address));
    udp(peer, new Peer(ROUTER_ETHER, address, 7777), octetsOf("hello"));
    walk();
    expect(textOf(flowOf(peer.port, 7777).dnsName)).toBe("e.example");
  });

  it("reaches the device on its way up, where the one who answers is at home", () => {
    // Both ends are local: the sender of the first frame is its local side.
    const router = new Peer(ROUTER_ETHER, ROUTER, DNS);
    const asker = tablet();
    udp(router, asker, response("f.example", ++address));
    walk();
    expect(nameFor(tablet(), address)).toBe("");
    resolve(asker, router, response("f.example", address));
    walk();
    expect(nameFor(tablet(), address)).toBe("f.example");
    expect(nameFor(phone(), address)).toBe("");
    // And where the query came first.
    const peer = phone();
    udp(peer, router, query("g.example"));
    udp(router, peer, response("g.example", ++address));
    walk();
    expect(nameFor(phone(), address)).toBe("g.example");
    expect(nameFor(tablet(), address)).toBe("");
  });

  it("teaches nobody who did not ask, whoever says it", () => {
    // Another device of the house, the router in its name, and somebody outside.
    const others = [new Peer(TABLET_ETHER, TABLET, DNS), new Peer(ROUTER_ETHER, TABLET, DNS), resolver()];
    for (let k = 0; k < others.length; k++) {
      const peer = phone();
      for (let times = 0; times < 3; times++) udp(others[k], peer, response("o.example", ++address));
      walk();
      expect(nameFor(phone(), address)).toBe("");
      // What it says then asks nothing: no query, a response, to another port, with an answer in it.
      udp(peer, others[k], octetsOf("no query of DNS, whoever says so"));
      udp(peer, others[k], octetsOf("short"));
      const asked = response("o.example", address);
      udp(peer, others[k], asked);
      asked.values[2] = 1;
      udp(peer, others[k], asked);
      udp(peer, new Peer(others[k].ether, others[k].address, DNS + 1), query("o.example"));
      // Nor does a query of the one who answers.
      udp(others[k], peer, query("o.example"));
      udp(others[k], peer, response("o.example", address));
      walk();
      expect(nameFor(phone(), address)).toBe("");
      resolve(peer, others[k], response("o.example", address));
      walk();
      expect(nameFor(phone(), address)).toBe("o.example");
    }
  });

  it("teaches everybody where nobody is refused", () => {
    clearPolicy();
    udp(resolver(), phone(), response("s.example", ++address));
    walk();
    enforce();
    expect(nameFor(phone(), address)).toBe("s.example");
  });

  it("to port 53 itself teaches the one who asked", () => {
    const one = new Peer(PHONE_ETHER, PHONE, DNS);
    const other = new Peer(TABLET_ETHER, TABLET, DNS);
    udp(one, other, query("p.example"));
    udp(one, other, response("p.example", ++address));
    walk();
    expect(nameFor(tablet(), address)).toBe("");
    udp(other, one, response("p.example", address));
    walk();
    expect(nameFor(tablet(), address)).toBe("");
    expect(nameFor(phone(), address)).toBe("p.example");
  });

  it("is to a query of its own id, of which several may wait", () => {
    const peer = phone();
    const asked = query("q.example");
    for (let k: u32 = 0; k < 2; k++) udp(peer, resolver(), withId(asked, 0x1230 + k));
    udp(resolver(), peer, withId(response("q.example", address + 1), 0x1232));
    udp(resolver(), peer, withId(response("q.example", address + 2), 0x1231));
    udp(resolver(), peer, withId(response("q.example", address + 3), 0x1230));
    walk();
    expect(nameFor(phone(), ++address)).toBe("");
    expect(nameFor(phone(), ++address)).toBe("q.example");
    expect(nameFor(phone(), ++address)).toBe("q.example");
  });

  it("is none from another port, in a query, or without a header", () => {
    const peer = phone();
    resolve(peer, new Peer(ROUTER_ETHER, RESOLVER, 5353), response("h.example", ++address));
    resolve(peer, new Peer(ROUTER_ETHER, RESOLVER, DNS + 1), response("h.example", address));
    const asked = response("h.example", address);
    asked.values[2] = 1;
    ask(peer, asked);
    for (let size = 0; size < 12; size++)
      udp(resolver(), peer, new Octets().appendPart(response("h.example", address), 0, size));
    walk();
    expect(nameFor(phone(), address)).toBe("");
  });
});

describe("answers over TCP", () => {
  it("are read wherever segments are cut", () => {
    const octets = prefixed(response("first.example", 0x15000001));
    octets.append(prefixed(response("second.example", 0x15000002)));
    octets.append(prefixed(response("third.example", 0x15000003)));
    for (let at = 1; at < octets.size; at++) {
      pass(10000);
      const on = connection()
        .open()
        .send(prefixed(query("first.example")));
      answer(on, octets, 0, at);
      answer(on, octets, at);
      on.segment(false, RST, 1, 1, new Octets());
      walk();
      const peer = phone();
      assert(nameFor(peer, 0x15000001) == "first.example", at.toString());
      assert(nameFor(phone(), 0x15000002) == "second.example", at.toString());
      assert(nameFor(phone(), 0x15000003) == "third.example", at.toString());
    }
    expect(octets.size).toBeGreaterThan(100);
  });

  it("are read behind a prefix that came alone, and octet by octet", () => {
    const octets = prefixed(response("i.example", ++address)).append(
      prefixed(response("j.example", ++address)),
    );
    const on = connection().open();
    answer(on, octets, 0, 2);
    answer(on, octets, 2);
    const other = connection().open();
    for (let k = 0; k < octets.size; k++) answer(other, octets, k, k + 1);
    walk();
    expect(nameFor(phone(), address - 1)).toBe("i.example");
    expect(nameFor(phone(), address)).toBe("j.example");
  });

  it("are read in both directions, at once", () => {
    const octets = prefixed(response("k.example", ++address));
    const ask = prefixed(query("k.example"));
    drained();
    const on = connection().open();
    on.send(ask, 0, 5);
    answer(on, octets, 0, 5);
    on.send(ask, 5);
    answer(on, octets, 5);
    walk(true);
    expect(eventCount(EVENT_DNS)).toBe(2);
    drained();
    expect(nameFor(phone(), address)).toBe("k.example");
  });

  it("go on in a new connection of the same ports", () => {
    const octets = prefixed(response("l.example", ++address));
    const on = connection().open();
    answer(on, octets, 0, 20);
    on.segment(true, SYN, 70000, 0, new Octets());
    on.segment(false, SYN | ACK, 80000, 70001, new Octets());
    on.segment(false, ACK, 80001, 70001, octets);
    walk();
    expect(nameFor(phone(), address)).toBe("l.example");
  });

  it("are read no more where the pool took their place, until the next connection", () => {
    const octets = prefixed(response("m.example", ++address));
    const on = connection().open();
    answer(on, octets, 0, 20);
    for (let k: u32 = 0; k < streamsMax; k++) connection().open().send(octets, 0, 20);
    const before = streamsEvicted;
    walk();
    expect(streamsEvicted).toBeGreaterThan(before);
    expect(flowOf(on.client.port, DNS).naming & DNS_PLACE_LOST).toBe(DNS_PLACE_LOST);
    answer(on, octets, 20);
    // What would be a message of its own, had the first octets not been one's beginning.
    answer(on, octets);
    walk();
    expect(nameFor(phone(), address)).toBe("");
    on.segment(true, SYN, 70000, 0, new Octets());
    on.segment(false, SYN | ACK, 80000, 70001, new Octets());
    on.segment(false, ACK, 80001, 70001, octets);
    walk();
    expect(nameFor(phone(), address)).toBe("m.example");
  });

  it("teach nothing where the connection's beginning was not seen", () => {
    const octets = prefixed(response("n.example", ++address));
    const on = connection();
    answer(on, octets);
    walk();
    expect(nameFor(phone(), address)).toBe("");
  });

  it("teach nobody who opened no connection", () => {
    const octets = prefixed(response("r.example", ++address));
    const atHome = new Peer(TABLET_ETHER, TABLET, DNS);
    const asker = new Peer(PHONE_ETHER, PHONE, DNS);
    const unasked = [connection(), new Connection(phone(), atHome, 100)];
    // A SYN of the one who answers opens none either.
    unasked.push(connection());
    unasked[2].segment(false, SYN, 9999, 0, new Octets());
    unasked.push(new Connection(asker, resolver(), 100));
    unasked[3].segment(false, SYN, 9999, 0, new Octets());
    for (let k = 0; k < unasked.length; k++) {
      unasked[k].synAck();
      answer(unasked[k], octets);
      unasked[k].segment(false, RST, 1, 1, new Octets());
      walk();
      assert(nameFor(phone(), address) == "", k.toString());
    }
    // Twice: the pool is full, so that a connection may take a place from itself once.
    for (let k = 0; k < 2; k++) answer(new Connection(asker, resolver(), 100).open(), octets);
    walk();
    expect(nameFor(phone(), address)).toBe("r.example");
    const resolverAtHome = new Peer(PHONE_ETHER, PHONE, DNS);
    for (let k = 0; k < 2; k++) answer(new Connection(tablet(), resolverAtHome, 100).open(), octets);
    walk();
    expect(nameFor(tablet(), address)).toBe("r.example");
  });

  it("are not taken from within a message, whatever comes first", () => {
    const inner = prefixed(response("false.example", ++address));
    const octets = new Octets()
      .u16(inner.size + 40)
      .fill(7, 40)
      .append(inner);
    const on = connection().open();
    answer(on, octets, 42);
    answer(on, octets, 0, 42);
    walk();
    expect(nameFor(phone(), address)).toBe("");
    // Longer than a stream: nobody knows where the next message begins.
    const long = new Octets().u16(30000).fill(7, 1458).append(inner);
    const other = connection().open();
    answer(other, long, 0, 1460);
    answer(other, long, 1460);
    walk();
    expect(nameFor(phone(), address)).toBe("");
  });

  it("are none where a length is longer than a stream", () => {
    const on = connection().open();
    answer(on, new Octets().u16(STREAM_SIZE - 1).fill(0, 100));
    walk();
    expect(<u32>flowOf(on.client.port, DNS).stream).toBe(0);
  });

  it("leave room in the ring, however short they are", () => {
    // Each size alone, as many messages as a stream holds.
    for (let size: u32 = 0; size < 40; size++) {
      const octets = new Octets();
      while (<u32>octets.size + 2 + size <= STREAM_SIZE) octets.u16(size).fill(0, size);
      drained();
      const on = connection().open();
      answer(on, octets);
      walk(true);
      assert(eventsSize <= EVENTS_SIZE / 4, "size " + size.toString() + ": " + eventsSize.toString());
    }
    drained();
  });
});

describe("names of answers and flows", () => {
  it("are held by nobody when their flows are gone", () => {
    const before = flowsEvicted;
    for (let k: u32 = 0; k < 3000; k++) {
      pass(1);
      const name = (k / 20).toString() + ".example";
      if (k % 10 == 0) ask(k % 20 == 0 ? phone() : tablet(), response(name, 0x16000000 + k, 60, 3));
      walk();
      const server = new Peer(ROUTER_ETHER, 0x16000000 + k - (k % 10), 443);
      const peer = k % 20 < 10 ? phone() : tablet();
      const on = new Connection(peer, server, 7).open().send(recordOf(serverName("s" + name)));
      assert(said() == "sni:s" + name, k.toString());
      assert(textOf(flowOf(on.client.port, 443).dnsName) == name, k.toString());
    }
    expect(flowsEvicted).toBeGreaterThan(before + 2500);

    // Other flows and other answers take all places.
    for (let k: u32 = 0; k < answersMax; k++) ask(phone(), response("last.example", 0x17000000 + k));
    for (let k: u32 = 0; k < flowsMax * 16; k++) {
      pass(1);
      udp(phone(), new Peer(ROUTER_ETHER, 0x18000000, 9999), octetsOf("x"));
      walk();
      drained();
    }
    expect(heldNames()).toBe(0);
  });
});
