// Damaged, shuffled and lost frames of conversations that name their servers, always the same ones: whatever comes,
// the tables of flows, streams and names agree, and events are whole.

import {
  DATAGRAM_MAX,
  DATAGRAM_OCTETS,
  DATAGRAM_OCTETS_SIZE,
  DEVICE_SIZE,
  EVENT_BODY,
  EVENT_DEVICE,
  EVENT_DNS,
  EVENT_FLOW,
  EVENT_FLOW_EVICTED,
  EVENT_FRAME,
  EVENT_HASH,
  EVENT_IDENTITY,
  EVENT_KIND,
  EVENT_NAME,
  EVENT_NAME_CODE,
  EVENT_NAME_RECORD,
  EVENT_QUIC,
  EVENT_SIZE,
  EVENTS_SIZE,
  FLOW_DNS_NAME,
  FLOW_NAME,
  FLOW_SIZE,
  FRAMES_MAX,
  HOST_NAME_MAX,
  NAME_SIZE,
  NAME_SOURCE_MASK,
} from "../../../assembly/abi";
import { drained, eventSize, events, eventsSize } from "../../../assembly/events";
import { flowAt, flowsMax } from "../../../assembly/flow/flow";
import { flowCount, flowsEvicted } from "../../../assembly/flow/table";
import { answersMax } from "../../../assembly/names/cache";
import { streamsEvicted } from "../../../assembly/names/holding";
import { quicPlaintext, takeQuic } from "../../../assembly/names/quic";
import { NAMING_DONE } from "../../../assembly/names/state";
import { contiguousSize, NO_STREAM, STREAM_SIZE, streamAt, streamsMax } from "../../../assembly/names/stream";
import { isHeld, NO_NAME, nameAt, namesMax } from "../../../assembly/names/table";
import {
  body,
  datagramBody,
  datagramOf,
  ech,
  handshakeOf,
  recordOf,
  recordsOf,
  serverName,
} from "../helper/client-hello";
import {
  Connection,
  FIN,
  knowLocalPrefixes,
  Peer,
  PHONE,
  PHONE_ETHER,
  pass,
  ROUTER_ETHER,
  RST,
  recorded,
  SERVER,
  SYN,
  udp,
  walk,
  write,
} from "../helper/conversation";
import { query, response } from "../helper/dns-message";
import { damaged, random, seed } from "../helper/mutation";
import { Octets, text } from "../helper/octets";

const ROUNDS: i32 = 2500;
/** So few ports and names that flows are used again, and so many that they are evicted. */
const PORTS: u32 = 150;
const NAMES: u32 = 90;
const CONNECTION_PORTS: u32[] = [80, 443, 443, 53, 8443];
const DATAGRAM_PORTS: u32[] = [443, 443, 53, 53, 5353, 1900, 67, 5355, 9999];

knowLocalPrefixes();

function name(): string {
  return random(NAMES).toString() + (random(8) == 0 ? ".example".repeat(29) : ".example");
}

function client(): Peer {
  const device = random(3);
  return new Peer(PHONE_ETHER + device, PHONE + device, 2000 + random(PORTS));
}

/** What a client may send first. */
function opening(): Octets {
  switch (random(7)) {
    case 0:
      return text("GET / HTTP/1.1\r\nHost: " + name() + "\r\n\r\n");
    case 1:
      return text("CONNECT " + name() + ":443 HTTP/1.1\r\n\r\n").append(recordOf(serverName(name())));
    case 2:
      return text("POST / HTTP/1.0\r\nHost: " + name() + "\r\n\r\n").fill(0x47, 300);
    case 3:
      return recordsOf(handshakeOf(body(serverName(name()))), 1 + random(60));
    case 4:
      return new Octets()
        .vector(2, query(name()))
        .vector(2, response(name(), SERVER + random(8), 60, random(4)));
    default:
      return recordOf(serverName(name()).append(ech(random(2))));
  }
}

function converse(): void {
  const local = client();
  const server = SERVER + random(8);
  if (random(2)) {
    const port = DATAGRAM_PORTS[random(DATAGRAM_PORTS.length)];
    const remote = new Peer(ROUTER_ETHER, server, port);
    const isIpv6 = random(4) == 0;
    udp(local, remote, port == 443 ? initial() : query(name()), isIpv6);
    if (port == 443)
      udp(local, remote, random(3) ? initial() : datagramOf(datagramBody(serverName(name()), 8)));
    else udp(remote, local, response(name(), SERVER + random(8), random(2000), random(5)), isIpv6);
    return;
  }
  const remote = new Peer(ROUTER_ETHER, server, CONNECTION_PORTS[random(CONNECTION_PORTS.length)]);
  const isUp = random(5) != 0;
  const on = new Connection(isUp ? local : remote, isUp ? remote : local, random(2) ? 1 : 0 - random(300));
  on.isIpv6 = random(4) == 0;
  if (random(3)) on.syn();
  if (random(3)) on.synAck();
  const octets = opening().append(opening());
  const size = 1 + <i32>random(random(3) ? 400 : 40);
  for (let at = 0; at < octets.size; at += size) on.send(octets, at, min(at + size, octets.size));
  if (random(3) == 0) on.segment(false, 0, 10000, on.first, opening());
  if (random(4) == 0) on.segment(random(2) == 0, random(2) ? FIN : RST | SYN, random(9), 1, new Octets());
}

/** Mostly as long as one has to be. */
function initial(): Octets {
  const least: u32 = random(8) ? 1194 : 30;
  return new Octets().hex("c3 00000001 08").fill(random(256), least + random(60));
}

/** What an Initial may have held. */
function plaintext(): Octets {
  const octets = handshakeOf(body(serverName(name())));
  const from = random(2) ? 0 : <i32>random(octets.size);
  const data = new Octets().appendPart(octets, from, octets.size);
  const frame = new Octets()
    .hex("00 06")
    .u16(0x4000 | from)
    .u16(0x4000 | data.size)
    .append(data);
  return random(3) == 0 ? damaged(frame) : frame;
}

/** Walks frames of a few conversations, mixed, some of them damaged, cut, doubled or lost. */
function round(isDescribing: bool): void {
  for (let k = random(6); k > 0; k--) converse();
  const frames = recorded();
  const size = frames.length;
  let count: u32 = 0;
  for (let k = 0; k < size && count < FRAMES_MAX; k++) {
    // Neighbours change places now and then.
    const at = random(5) == 0 ? min(k + <i32>random(4), size - 1) : k;
    const frame = frames[at];
    if (at != k) {
      frames[at] = frames[k];
      frames[k] = frame;
    }
    switch (random(8)) {
      case 0:
        write(damaged(frame));
        break;
      case 1:
        write(new Octets().appendPart(frame, 0, <i32>random(frame.size + 1)), frame.size);
        break;
      case 2:
        write(frame);
        write(frame);
        count++;
        break;
      case 3:
        continue;
      default:
        write(frame);
    }
    count++;
  }
  walk(isDescribing);
}

function isName(record: usize): bool {
  const size: u32 = load<u8>(record);
  return size > 0 && size <= HOST_NAME_MAX;
}

/** That every event is whole; gives back what Initials may have held. */
function eventsAreWhole(isDescribing: bool): i32 {
  let said = 0;
  const initials: u32[] = [];
  const end = events + eventsSize;
  let event = events;
  for (; event < end; event += load<u32>(event, EVENT_SIZE)) {
    const size = load<u32>(event, EVENT_SIZE);
    const at = event + EVENT_BODY;
    assert(size % 8 == 0 && size > EVENT_BODY && event + size <= end, "an event's size");
    assert(load<u32>(event, EVENT_FLOW) < flowsMax, "an event's flow");
    assert(<u32>load<u16>(event, EVENT_FRAME) < FRAMES_MAX, "an event's frame");
    const kind: u32 = load<u16>(event, EVENT_KIND);
    if (kind == EVENT_QUIC) {
      initials.push(load<u32>(event, EVENT_FLOW));
      initials.push(load<u32>(event, EVENT_HASH));
    }
    switch (kind) {
      case EVENT_FLOW_EVICTED: {
        const names = u32(load<u32>(at, FLOW_NAME) != 0) + u32(load<u32>(at, FLOW_DNS_NAME) != 0);
        assert(size == eventSize(FLOW_SIZE + names * NAME_SIZE), "an evicted flow's size");
        for (let k: u32 = 0; k < names; k++) assert(isName(at + FLOW_SIZE + k * NAME_SIZE), "its name");
        break;
      }
      case EVENT_NAME: {
        said++;
        assert(size == eventSize(EVENT_NAME_RECORD + NAME_SIZE), "a name's size");
        const source = load<u32>(at, EVENT_NAME_CODE) & NAME_SOURCE_MASK;
        assert(source > 0 && source < 4 && isName(at + EVENT_NAME_RECORD), "a name");
        break;
      }
      case EVENT_QUIC:
      case EVENT_IDENTITY:
      case EVENT_DNS: {
        const octets = load<u32>(at, DATAGRAM_OCTETS_SIZE);
        assert(size == eventSize(DATAGRAM_OCTETS + octets) && octets > 0, "a datagram's size");
        assert(octets <= DATAGRAM_MAX || isDescribing, "a long datagram");
        break;
      }
      case EVENT_DEVICE:
        assert(size == eventSize(DEVICE_SIZE), "a device's size");
        break;
      default:
        assert(false, "no such kind");
    }
  }
  assert(event == end && eventsSize <= EVENTS_SIZE, "the last event");
  drained();
  for (let k = 0; k < initials.length; k += 2) {
    const held = plaintext();
    memory.copy(quicPlaintext, held.values.dataStart, held.size);
    takeQuic(initials[k], initials[k + 1] + u32(random(20) == 0), 0, 0, held.size);
  }
  return initials.length == 0 ? said : said + eventsAreWhole(false);
}

/** That flows hold exactly the streams that are held, each one once, and names that are there. */
function tablesAgree(): void {
  let held: u32 = 0;
  for (let number: u32 = 1; number <= streamsMax; number++) {
    const stream = streamAt(number);
    if (!stream.isHeld) continue;
    held++;
    assert(stream.flow < flowCount, "a stream of no flow");
    assert(contiguousSize(stream) <= STREAM_SIZE && stream.rangeCount <= 64, "a stream's ranges");
    let other: u32 = flowAt(stream.flow).stream;
    while (other != NO_STREAM && other != number) other = streamAt(other).sibling;
    assert(other == number, "a stream that its flow does not know");
  }
  let known: u32 = 0;
  for (let entry: u32 = 0; entry < flowCount; entry++) {
    const flow = flowAt(entry);
    for (let number: u32 = flow.stream; number != NO_STREAM; number = streamAt(number).sibling) {
      assert(++known <= streamsMax && number <= streamsMax, "too many streams");
      assert(streamAt(number).isHeld && streamAt(number).flow == entry, "another's stream");
      assert(flow.naming != NAMING_DONE, "a flow that is done holds a stream");
    }
    assert(flow.name <= namesMax && flow.dnsName <= namesMax, "no such name");
    assert(flow.name == NO_NAME || isName(nameAt(flow.name)), "a name without text");
    assert(flow.dnsName == NO_NAME || isName(nameAt(flow.dnsName)), "a name without text");
    const source = <u32>flow.nameSource & NAME_SOURCE_MASK;
    assert((flow.name == NO_NAME) == (source == 0), "a name without a source");
  }
  assert(known == held, "streams that nobody holds");
  const isHeldBy = new StaticArray<bool>(namesMax + 1);
  for (let entry: u32 = 0; entry < flowCount; entry++) {
    isHeldBy[flowAt(entry).name] = true;
    isHeldBy[flowAt(entry).dnsName] = true;
  }
  for (let name: u32 = 1; name <= namesMax; name++) assert(isHeld(name) == isHeldBy[name], "another count");
}

describe("damaged conversations", () => {
  it("leave tables that agree, and whole events", () => {
    seed(99);
    let said = 0;
    for (let k = 0; k < ROUNDS; k++) {
      pass(random(30));
      const isDescribing = random(4) == 0;
      round(isDescribing);
      said += eventsAreWhole(isDescribing);
      tablesAgree();
    }
    assert(said > ROUNDS / 2, "few names: " + said.toString());
    assert(streamsEvicted > 100, "few streams: " + streamsEvicted.toString());
    expect(flowsEvicted).toBeGreaterThan(1000);
  });

  it("hold no name when they are gone", () => {
    const resolver = new Peer(ROUTER_ETHER, SERVER, 53);
    // What expires last stays longest.
    for (let k: u32 = 0; k < answersMax * 16; k++)
      udp(resolver, client(), response("last.example", 0x17000000 + k, 100000));
    walk();
    drained();
    const before = flowsEvicted;
    for (let k: u32 = 0; flowsEvicted - before < flowsMax * 16; k++) {
      pass(1);
      udp(new Peer(PHONE_ETHER, PHONE, k & 0xffff), new Peer(ROUTER_ETHER, 0x18000000 + k, 9999), text("x"));
      walk();
      drained();
    }
    tablesAgree();
    for (let name: u32 = 1; name <= namesMax; name++) assert(!isHeld(name), name.toString());
    expect(flowsEvicted - before).toBe(flowsMax * 16);
  });
});
