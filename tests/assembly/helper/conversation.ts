// Conversations as they cross a router: frames written into the batch area, walked, and the names that they said.

import {
  EVENT_BODY,
  EVENT_KIND,
  EVENT_NAME,
  EVENT_NAME_CODE,
  EVENT_NAME_RECORD,
  EVENT_SIZE,
  EVENTS_SIZE,
  LINKTYPE_ETHERNET,
  LOCAL_PREFIX_HIGH,
  LOCAL_PREFIX_IS_IPV6,
  LOCAL_PREFIX_LOW,
  LOCAL_PREFIX_MASK_HIGH,
  LOCAL_PREFIX_MASK_LOW,
  LOCAL_PREFIX_SIZE,
  NAME_IS_ECH,
  NAME_IS_FURTHER,
  NAME_SOURCE_MASK,
  NAME_TEXT,
  RECORD_CAPTURED,
  RECORD_FLAGS,
  RECORD_HEADER_SIZE,
  RECORD_LENGTH,
  RECORD_LINK_TYPE,
  RECORD_TIME,
  WALK_NEEDS_MORE,
} from "../../../assembly/abi";
import { batch } from "../../../assembly/batch/area";
import { walkRecords } from "../../../assembly/batch/records";
import { walkStop } from "../../../assembly/batch/walk";
import { drained, events, eventsSize } from "../../../assembly/events";
import { Flow, flowAt } from "../../../assembly/flow/flow";
import { localPrefixes, setLocalPrefixCount } from "../../../assembly/flow/locality";
import { flowCount } from "../../../assembly/flow/table";
import { V4_MAPPED } from "../../../assembly/wire/ipv4";
import { Octets } from "./octets";

export const FIN: u32 = 0x01;
export const SYN: u32 = 0x02;
export const RST: u32 = 0x04;
export const ACK: u32 = 0x10;

export const PHONE_ETHER: u64 = 0x02_00_00_00_00_01;
export const ROUTER_ETHER: u64 = 0x02_00_00_00_00_fe;
export const PHONE: u32 = 0xc0a80102;
export const SERVER: u32 = 0x08080808;
const IPV6_PREFIX: u64 = 0x20010db8_00000000;

const TCP: u32 = 6;
const UDP: u32 = 17;

/** Of the next frame; specs move it. */
export let now: u64 = 1_700_000_000_000_000_000;
/** Octets of records in the batch. */
let written: u32 = 0;

export function pass(seconds: u64): void {
  now += seconds * 1_000_000_000;
}

export function passNanoseconds(nanoseconds: u64): void {
  now += nanoseconds;
}

/** One end of a conversation; its IPv6 address ends in the IPv4 one. */
export class Peer {
  constructor(
    readonly ether: u64,
    readonly address: u32,
    readonly port: u32,
  ) {}
}

/** Peers in the prefixes of `PHONE` are local. */
export function knowLocalPrefixes(): void {
  const ipv6 = localPrefixes + LOCAL_PREFIX_SIZE;
  store<u64>(localPrefixes, u64.MAX_VALUE, LOCAL_PREFIX_MASK_HIGH);
  store<u64>(localPrefixes, V4_MAPPED | 0xc0a80000, LOCAL_PREFIX_LOW);
  store<u64>(localPrefixes, 0xffffffff_ffff0000, LOCAL_PREFIX_MASK_LOW);
  store<u64>(ipv6, IPV6_PREFIX, LOCAL_PREFIX_HIGH);
  store<u64>(ipv6, u64.MAX_VALUE, LOCAL_PREFIX_MASK_HIGH);
  store<u64>(ipv6, 0xc0a80000, LOCAL_PREFIX_LOW);
  store<u64>(ipv6, 0xffffffff_ffff0000, LOCAL_PREFIX_MASK_LOW);
  store<u32>(ipv6, 1, LOCAL_PREFIX_IS_IPV6);
  setLocalPrefixCount(2);
}

/** The phone's, to a port of the server's. */
export function connectionFrom(port: u32, remotePort: u32, first: u32): Connection {
  return new Connection(
    new Peer(PHONE_ETHER, PHONE, port),
    new Peer(ROUTER_ETHER, SERVER, remotePort),
    first,
  );
}

/** A TCP connection between two peers. */
export class Connection {
  isIpv6: bool = false;
  /** Written behind the datagram, inside the record: what nobody may read. */
  trailer: Octets = new Octets();

  constructor(
    readonly client: Peer,
    readonly server: Peer,
    /** Sequence number of the client's first octet. */
    readonly first: u32,
  ) {}

  open(): Connection {
    return this.syn().synAck();
  }

  syn(): Connection {
    this.segment(true, SYN, this.first - 1, 0, new Octets());
    return this;
  }

  synAck(): Connection {
    this.segment(false, SYN | ACK, 9999, this.first, new Octets());
    return this;
  }

  /** The client sends octets [from, to) of what it has to say. */
  send(octets: Octets, from: i32 = 0, to: i32 = octets.size): Connection {
    this.segment(true, ACK, this.first + from, 10000, new Octets().appendPart(octets, from, to));
    return this;
  }

  /** The server acknowledges. */
  acknowledge(): Connection {
    this.segment(false, ACK, 10000, this.first, new Octets());
    return this;
  }

  segment(isFromClient: bool, flags: u32, sequence: u32, acknowledgment: u32, data: Octets): void {
    const source = isFromClient ? this.client : this.server;
    const destination = isFromClient ? this.server : this.client;
    const packet = new Octets()
      .u16(source.port)
      .u16(destination.port)
      .u32(sequence)
      .u32(acknowledgment)
      .u8(0x50)
      .u8(flags)
      .hex("ffff 0000 0000")
      .append(data);
    write(frameOf(this.isIpv6, source, destination, TCP, packet).append(this.trailer));
  }
}

/** One datagram. */
export function udp(source: Peer, destination: Peer, data: Octets, isIpv6: bool = false): void {
  write(udpFrame(source, destination, data, isIpv6));
}

export function udpFrame(source: Peer, destination: Peer, data: Octets, isIpv6: bool = false): Octets {
  const packet = new Octets()
    .u16(source.port)
    .u16(destination.port)
    .u16(8 + data.size)
    .u16(0)
    .append(data);
  return frameOf(isIpv6, source, destination, UDP, packet);
}

/** A packet of any protocol in IP and Ethernet. */
export function frameOf(
  isIpv6: bool,
  source: Peer,
  destination: Peer,
  protocol: u32,
  packet: Octets,
): Octets {
  const frame = new Octets().u48(destination.ether).u48(source.ether);
  if (isIpv6) {
    frame.hex("86dd 60000000").u16(packet.size).u8(protocol).u8(64);
    frame.u64(IPV6_PREFIX).u64(source.address).u64(IPV6_PREFIX).u64(destination.address);
  } else {
    frame
      .hex("0800 4500")
      .u16(20 + packet.size)
      .hex("0001 0000 40")
      .u8(protocol)
      .u16(0);
    frame.u32(source.address).u32(destination.address);
  }
  return frame.append(packet);
}

/** What was written and not walked yet, frame by frame; the batch is empty then. */
export function recorded(): Octets[] {
  const frames: Octets[] = [];
  for (let at: u32 = 0; at < written; ) {
    const captured = load<u32>(batch + at, RECORD_CAPTURED);
    const frame = new Octets();
    const octets = batch + at + RECORD_HEADER_SIZE;
    for (let k: u32 = 0; k < captured; k++) frame.u8(load<u8>(octets + k));
    frames.push(frame);
    at += RECORD_HEADER_SIZE + ((captured + 7) & ~7);
  }
  written = 0;
  return frames;
}

/** Appends a record to the batch. */
export function write(frame: Octets, length: i32 = frame.size): void {
  const header = batch + written;
  store<u64>(header, now, RECORD_TIME);
  store<u32>(header, length, RECORD_LENGTH);
  store<u32>(header, frame.size, RECORD_CAPTURED);
  store<u16>(header, <u16>LINKTYPE_ETHERNET, RECORD_LINK_TYPE);
  store<u16>(header, 0, RECORD_FLAGS);
  memory.copy(header + RECORD_HEADER_SIZE, frame.values.dataStart, frame.size);
  written += RECORD_HEADER_SIZE + ((frame.size + 7) & ~7);
}

/** Walks what was written. */
export function walk(describing: bool = false): void {
  const end = written;
  written = 0;
  assert(walkRecords(0, end, describing) == end, "stopped early");
  assert(walkStop == WALK_NEEDS_MORE, "stopped early");
}

/** Walks what was written from `from` on, as far as it goes; returns where it stopped, which is 0 at the end. */
export function walkOn(from: u32): u32 {
  const at = walkRecords(from, written, false);
  if (at != written) return at;
  written = 0;
  return 0;
}

/** Walks what was written, forgets its events, and says which names were in them: source, marks, text. */
export function said(): string {
  walk();
  return names();
}

/** The names in the event ring, which is empty then. */
export function names(): string {
  let texts = "";
  const end = events + eventsSize;
  let event = events;
  for (; event < end; event += load<u32>(event, EVENT_SIZE)) {
    const size = load<u32>(event, EVENT_SIZE);
    assert(size > EVENT_BODY && size % 8 == 0, "an event's size");
    if (<u32>load<u16>(event, EVENT_KIND) != EVENT_NAME) continue;
    const code = load<u32>(event + EVENT_BODY, EVENT_NAME_CODE);
    const name = event + EVENT_BODY + EVENT_NAME_RECORD;
    if (texts.length > 0) texts += " ";
    texts += ["-", "sni", "quic", "http"][code & NAME_SOURCE_MASK];
    if (code & NAME_IS_ECH) texts += "+ech";
    if (code & NAME_IS_FURTHER) texts += "+further";
    texts += ":" + String.UTF8.decodeUnsafe(name + NAME_TEXT, load<u8>(name));
  }
  assert(event == end && end - events <= EVENTS_SIZE, "the last event does not end with the ring");
  drained();
  return texts;
}

/** How many events of a kind are in the ring. */
export function eventCount(kind: u32): i32 {
  let count = 0;
  for (let event = events; event < events + eventsSize; event += load<u32>(event, EVENT_SIZE))
    if (<u32>load<u16>(event, EVENT_KIND) == kind) count++;
  return count;
}

/** The flow between a local and a remote port; it is there. */
export function flowOf(localPort: u32, remotePort: u32): Flow {
  for (let entry: u32 = 0; entry < flowCount; entry++) {
    const flow = flowAt(entry);
    if (flow.ports == (localPort | (remotePort << 16))) return flow;
  }
  assert(false, "no such flow");
  return flowAt(0);
}
