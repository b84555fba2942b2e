// Names in QUIC: the spec stands for the host, which gives back what Initials hold.

import {
  DATAGRAM_MAX,
  DATAGRAM_OCTETS,
  DATAGRAM_OCTETS_SIZE,
  EVENT_BODY,
  EVENT_FLOW,
  EVENT_FRAME,
  EVENT_HASH,
  EVENT_NAME,
  EVENT_NAME_RECORD,
  EVENT_QUIC,
  EVENTS_SIZE,
  NAME_SIZE,
  RECORD_CAPTURED,
} from "../../../assembly/abi";
import { batch } from "../../../assembly/batch/area";
import {
  append,
  drained,
  eventSize,
  events,
  eventsSize,
  hasRoomForEvents,
  setToldKinds,
} from "../../../assembly/events";
import { entryOf, Flow, flowsMax } from "../../../assembly/flow/flow";
import { flowCount } from "../../../assembly/flow/table";
import { streamsEvicted } from "../../../assembly/names/holding";
import { initialsRefused, quicPlaintext, takeQuic } from "../../../assembly/names/quic";
import {
  CLIENT_IS_REMOTE,
  maySayName,
  NAMING_DONE,
  NAMING_LATER_UDP,
  NAMING_MASK,
  NAMING_QUIC,
  NAMING_UDP,
} from "../../../assembly/names/state";
import { STREAM_SIZE, streamsMax } from "../../../assembly/names/stream";
import { NO_NAME } from "../../../assembly/names/table";
import {
  body,
  datagramBody,
  datagramOf,
  ech,
  extension,
  handshakeOf,
  serverName,
} from "../helper/client-hello";
import {
  eventCount,
  flowOf,
  knowLocalPrefixes,
  names,
  Peer,
  PHONE,
  PHONE_ETHER,
  pass,
  ROUTER_ETHER,
  SERVER,
  said,
  udp,
  walk,
} from "../helper/conversation";
import { Octets, text } from "../helper/octets";

const NAME = "www.example.com";
const QUIC: u32 = 443;

knowLocalPrefixes();
setToldKinds((1 << EVENT_QUIC) | (1 << EVENT_NAME));

let port: u32 = 1024;

function fresh(): Peer {
  if (++port == 0x10000) port = 1024;
  return new Peer(PHONE_ETHER, PHONE, port);
}

function server(): Peer {
  return new Peer(ROUTER_ETHER, SERVER, QUIC);
}

/** What looks like an Initial from outside, of so many octets. */
function initial(size: i32 = 1200): Octets {
  return new Octets().hex("c3 00000001 08").fill(0x77, size - 6);
}

function hello(): Octets {
  return handshakeOf(body(serverName(NAME).append(extension(43, 3))));
}

/** Octets [from, to) of a hello as a CRYPTO frame. */
function crypto(octets: Octets, from: i32, to: i32): Octets {
  const data = new Octets().appendPart(octets, from, to);
  return new Octets()
    .hex("06")
    .u16(0x4000 | from)
    .u16(0x4000 | data.size)
    .append(data);
}

/** Gives back what an Initial of a flow held. */
function give(flow: Flow, plaintext: Octets, hash: u32 = flow.hash): void {
  memory.fill(quicPlaintext, 0x06, DATAGRAM_MAX);
  memory.copy(quicPlaintext, plaintext.values.dataStart, plaintext.size);
  takeQuic(entryOf(flow), hash, 5, 77, plaintext.size);
}

/** A flow whose client has sent an Initial. */
function opened(): Flow {
  udp(fresh(), server(), initial());
  walk();
  drained();
  return flowOf(port, QUIC);
}

/** Initials that leave when a client sends one; what else is in the ring stays there. */
function leaving(client: Peer): i32 {
  const before = eventCount(EVENT_QUIC);
  udp(client, server(), initial());
  walk();
  return eventCount(EVENT_QUIC) - before;
}

describe("a client's Initial", () => {
  it("leaves whole, with its flow", () => {
    const octets = initial();
    for (let k = 6; k < octets.size; k++) octets.values[k] = <u8>k;
    udp(fresh(), server(), octets);
    walk();
    expect(eventCount(EVENT_QUIC)).toBe(1);
    const flow = flowOf(port, QUIC);
    expect(load<u32>(events, EVENT_FLOW)).toBe(entryOf(flow));
    expect(load<u32>(events, EVENT_HASH)).toBe(flow.hash);
    const datagram = events + EVENT_BODY;
    expect(load<u32>(datagram, DATAGRAM_OCTETS_SIZE)).toBe(1200);
    expect(memory.compare(datagram + DATAGRAM_OCTETS, octets.values.dataStart, 1200)).toBe(0);
    drained();
  });

  it("leaves with every one of its kind, its server's never", () => {
    const client = fresh();
    for (let k = 0; k < 3; k++) {
      udp(client, server(), initial());
      udp(server(), client, initial());
    }
    udp(client, server(), text("\x43 short header, and long enough to be one"));
    walk();
    expect(eventCount(EVENT_QUIC)).toBe(3);
    drained();
    give(flowOf(port, QUIC), crypto(hello(), 0, hello().size));
    expect(names()).toBe("quic:" + NAME);
  });

  it("is no longer than an event takes, and captured whole", () => {
    udp(fresh(), server(), initial(DATAGRAM_MAX));
    walk();
    expect(eventCount(EVENT_QUIC)).toBe(1);
    drained();
    const before = initialsRefused;
    udp(fresh(), server(), initial(DATAGRAM_MAX + 1));
    walk();
    expect(eventCount(EVENT_QUIC)).toBe(0);
    expect(initialsRefused).toBe(before + 1);

    udp(fresh(), server(), initial());
    store<u32>(batch, 14 + 20 + 8 + 1199, RECORD_CAPTURED);
    walk();
    expect(eventCount(EVENT_QUIC)).toBe(0);
  });

  it("stays where its datagram has less than 1,200 octets: servers discard it", () => {
    udp(fresh(), server(), initial(1199));
    walk();
    expect(eventCount(EVENT_QUIC)).toBe(0);
    expect(leaving(new Peer(PHONE_ETHER, PHONE, port))).toBe(1, "the flow's next one");
    drained();
  });

  it("comes from a remote client as well", () => {
    const client = new Peer(ROUTER_ETHER, SERVER, ++port);
    udp(client, new Peer(PHONE_ETHER, PHONE, QUIC), initial());
    walk();
    drained();
    const flow = flowOf(QUIC, port);
    expect(flow.naming).toBe(NAMING_QUIC | CLIENT_IS_REMOTE);
    give(flow, crypto(hello(), 0, 30));
    give(flow, crypto(hello(), 30, hello().size));
    expect(names()).toBe("quic:" + NAME);
  });

  it("may stand behind other datagrams, behind more than eight of which nobody waits for it", () => {
    for (let before = 7; before <= 8; before++) {
      const client = fresh();
      for (let k = 0; k < before; k++) udp(client, server(), text("something else"));
      walk();
      const flow = flowOf(port, QUIC);
      expect(maySayName(flow.naming)).toBe(before < 8);
      udp(client, server(), initial());
      udp(client, server(), initial());
      walk();
      expect(eventCount(EVENT_QUIC)).toBe(2);
      drained();
      expect(maySayName(flow.naming)).toBe(before < 8);
      const octets = hello();
      give(flow, crypto(octets, 0, 30));
      // Late, whatever came before.
      for (let k = 0; k < 40; k++) udp(server(), client, text("\x43"));
      walk();
      drained();
      give(flow, crypto(octets, 30, octets.size));
      expect(names()).toBe("quic:" + NAME);
    }
  });

  it("is not looked for behind 65,536 of them", () => {
    const client = fresh();
    udp(client, server(), text("something else"));
    walk();
    const flow = flowOf(port, QUIC);
    flow.packetsUp = 65534;
    udp(client, server(), text("something else"));
    walk();
    expect(flow.naming).toBe(NAMING_LATER_UDP);
    udp(client, server(), text("something else"));
    udp(client, server(), initial());
    walk();
    expect(flow.naming).toBe(NAMING_DONE);
    expect(eventCount(EVENT_QUIC)).toBe(0);
  });

  it("leaves with what stands before it", () => {
    const zeroRtt = new Octets().hex("d3 00000001 08").fill(0x77, 8).hex("00 4014").fill(0x22, 20);
    udp(fresh(), server(), zeroRtt.append(initial()));
    walk();
    expect(eventCount(EVENT_QUIC)).toBe(1);
    expect(load<u32>(events + EVENT_BODY, DATAGRAM_OCTETS_SIZE)).toBe(1237);
    drained();
  });
});

describe("what an Initial held", () => {
  it("names the flow", () => {
    const flow = opened();
    const octets = hello();
    give(flow, crypto(octets, 0, octets.size));
    expect(<u32>load<u16>(events, EVENT_FRAME)).toBe(5);
    expect(names()).toBe("quic:" + NAME);
    expect(<u32>flow.stream).toBe(0);
    expect(flow.name == NO_NAME).toBe(false);
    // Sent again, whole or in part.
    give(flow, crypto(octets, 0, octets.size));
    give(flow, crypto(octets, 10, 30));
    expect(names()).toBe("");
    expect(<u32>flow.stream).toBe(0);
    expect(flow.naming & NAMING_MASK).toBe(NAMING_QUIC);
  });

  it("is all that is opened where frames come live, unless more of a hello has begun", () => {
    const octets = hello().append(hello());
    const size = hello().size;
    const flow = opened();
    const client = new Peer(PHONE_ETHER, PHONE, port);
    give(flow, crypto(octets, 0, 30));
    expect(leaving(client)).toBe(1);
    give(flow, crypto(octets, 30, size).append(crypto(octets, size, size + 20)));
    expect(leaving(client)).toBe(1);
    give(flow, crypto(octets, size + 20, octets.size));
    expect(names()).toBe("quic:" + NAME + " quic:" + NAME);
    expect(leaving(client)).toBe(0);
    expect(flow.naming & NAMING_MASK).toBe(NAMING_QUIC);
  });

  it("may be followed by a second hello, behind the first", () => {
    const octets = hello().append(hello());
    const size = hello().size;
    const flow = opened();
    give(flow, crypto(octets, 0, size));
    give(flow, crypto(octets, size + 20, octets.size).append(crypto(octets, 5, size + 20)));
    expect(names()).toBe("quic:" + NAME + " quic:" + NAME);
    expect(<u32>flow.stream).toBe(0);
    const other = opened();
    give(other, crypto(octets, 0, size).append(crypto(octets, size, octets.size)));
    expect(names()).toBe("quic:" + NAME + " quic:" + NAME);
  });

  it("in three pieces, in any order, over two Initials", () => {
    const octets = hello();
    const orders: i32[][] = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    const cuts: i32[] = [0, 20, 70, octets.size];
    for (let k = 0; k < orders.length; k++) {
      for (let first = 0; first <= 3; first++) {
        const flow = opened();
        const plaintexts = [new Octets().hex("02 00 00 00 00"), new Octets().hex("00 00 01")];
        for (let piece = 0; piece < 3; piece++) {
          const cut = orders[k][piece];
          plaintexts[piece < first ? 0 : 1].append(crypto(octets, cuts[cut], cuts[cut + 1])).hex("00");
        }
        give(flow, plaintexts[0]);
        give(flow, plaintexts[1]);
        assert(names() == "quic:" + NAME, k.toString() + " " + first.toString());
        assert(flow.stream == 0, "keeps its place");
      }
    }
    expect(orders.length).toBe(6);
  });

  it("with an encrypted hello inside says so, one without a name nothing", () => {
    const front = handshakeOf(body(serverName(NAME).append(ech(0))));
    give(opened(), crypto(front, 0, front.size));
    expect(names()).toBe("quic+ech:" + NAME);
    const flow = opened();
    const nameless = handshakeOf(body(extension(43, 3)));
    give(flow, crypto(nameless, 0, nameless.size));
    expect(names()).toBe("");
    expect(flow.naming).toBe(NAMING_DONE);
  });

  it("is nothing without a CRYPTO frame, or with one that lies", () => {
    const flow = opened();
    give(flow, new Octets());
    give(flow, new Octets().hex("00 01 02 00 00 00 00"));
    give(flow, new Octets().hex("06 00 4100 01"));
    give(flow, new Octets().hex("06 00 00"));
    expect(names()).toBe("");
    expect(flow.naming & NAMING_MASK).toBe(NAMING_QUIC);
    const octets = hello();
    give(flow, crypto(octets, 0, octets.size));
    expect(names()).toBe("quic:" + NAME);
  });

  it("ends the search where it lies beyond what a stream holds", () => {
    const offsets = [STREAM_SIZE, STREAM_SIZE + 1, 0x3fffffff];
    for (let k = 0; k < offsets.length; k++) {
      const flow = opened();
      give(flow, crypto(hello(), 30, 60));
      assert(flow.stream != 0, "holds a stream");
      give(
        flow,
        new Octets()
          .hex("06")
          .u32(0x80000000 | offsets[k])
          .hex("01 aa"),
      );
      assert(flow.naming == NAMING_DONE && flow.stream == 0, k.toString());
    }
    const flow = opened();
    give(flow, new Octets().hex("06 ffffffffffffffff 01 aa"));
    expect(flow.naming).toBe(NAMING_DONE);
    expect(names()).toBe("");
  });

  it("is nobody's where the flow was evicted meanwhile, or is another's", () => {
    const octets = hello();
    const flow = opened();
    const hash = flow.hash;
    give(flow, crypto(octets, 0, octets.size), hash + 1);
    expect(names()).toBe("");
    takeQuic(flowCount, hash, 0, 0, 100);
    takeQuic(u32.MAX_VALUE, hash, 0, 0, 100);
    expect(names()).toBe("");

    const entry = entryOf(flow);
    for (let k: u32 = 0; k < flowsMax * 16; k++) {
      pass(1);
      udp(fresh(), server(), text("another"));
      walk();
      drained();
    }
    assert(flow.hash != hash, "the flow has left");
    memory.copy(quicPlaintext, crypto(octets, 0, octets.size).values.dataStart, octets.size + 5);
    takeQuic(entry, hash, 0, 0, octets.size + 5);
    expect(names()).toBe("");
    expect(flow.name).toBe(NO_NAME);
    expect(flow.naming).toBe(NAMING_UDP);
  });

  it("gives its place up where none of it comes any more", () => {
    const flow = opened();
    const client = new Peer(PHONE_ETHER, PHONE, port);
    give(flow, crypto(hello(), 30, 60));
    expect(flow.stream == 0).toBe(false);
    for (let k = 0; k < 64; k++) udp(server(), client, text("\x43"));
    walk();
    drained();
    expect(<u32>flow.stream).toBe(0);
    expect(flow.naming).toBe(NAMING_DONE);
    give(flow, crypto(hello(), 0, hello().size));
    expect(names()).toBe("");
  });

  it("of many flows at once finds the places of others", () => {
    const octets = hello();
    const flows: Flow[] = [];
    for (let k: u32 = 0; k < streamsMax + 1; k++) flows.push(opened());
    const before = streamsEvicted;
    for (let k = 0; k < flows.length; k++) give(flows[k], crypto(octets, 0, 30));
    expect(streamsEvicted).toBe(before + 1);
    let named = 0;
    for (let k = 0; k < flows.length; k++) {
      give(flows[k], crypto(octets, 30, octets.size));
      if (names() == "quic:" + NAME) named++;
      else assert(flows[k].naming == NAMING_DONE, "the loser is done");
    }
    expect(named).toBe(streamsMax);
  });

  it("is refused where the ring has no room for its name", () => {
    const octets = hello();
    const flow = opened();
    const size = EVENT_NAME_RECORD + NAME_SIZE;
    while (hasRoomForEvents(eventSize(size))) append(EVENT_NAME, 0, 0, 0, 0, size);
    const full = eventsSize;
    const before = initialsRefused;
    give(flow, crypto(octets, 0, octets.size));
    expect(eventsSize).toBe(full);
    expect(full).toBeLessThan(EVENTS_SIZE + 1);
    expect(initialsRefused).toBe(before + 1);
    drained();
    give(flow, crypto(octets, 0, octets.size));
    expect(names()).toBe("quic:" + NAME);
  });
});

describe("a DTLS hello", () => {
  it("names its flow", () => {
    udp(fresh(), server(), datagramOf(datagramBody(serverName(NAME), 20)));
    expect(said()).toBe("sni:" + NAME);
    udp(fresh(), server(), datagramOf(datagramBody(serverName(NAME).append(ech(0)), 0)), true);
    expect(said()).toBe("sni+ech:" + NAME);
  });

  it("may stand behind other datagrams", () => {
    const client = fresh();
    for (let k = 0; k < 20; k++) udp(client, server(), text("something else"));
    udp(client, server(), datagramOf(datagramBody(serverName(NAME), 20)));
    expect(said()).toBe("sni:" + NAME);
  });
});
