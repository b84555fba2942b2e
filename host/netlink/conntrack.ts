// ctnetlink (linux/netfilter/nfnetlink_conntrack.h): one message a flow. All integers in network byte order.

import { type Address, ipv4Address } from "../address.ts";
import { type Attributes, IPV4_SIZE, IPV6_SIZE } from "./attributes.ts";
import type { DumpRequest } from "./dump.ts";
import type { Request } from "./exchange.ts";
import { NetlinkFormatError } from "./format-error.ts";
import type { Message } from "./message.ts";
import { netfilterAttributes, netfilterDump, netfilterFamily, netfilterRequest } from "./netfilter.ts";
import { rawAttribute } from "./raw-attribute.ts";

const NFNL_SUBSYS_CTNETLINK = 1;
const IPCTNL_MSG_CT_NEW = 0;
const IPCTNL_MSG_CT_GET = 1;
const IPCTNL_MSG_CT_DELETE = 2;

/** The group that is told of flows that ended. */
export const NFNLGRP_CONNTRACK_DESTROY = 3;

const CTA_TUPLE_ORIG = 1;
const CTA_TUPLE_REPLY = 2;
const CTA_STATUS = 3;
const CTA_MARK = 8;
const CTA_COUNTERS_ORIG = 9;
const CTA_COUNTERS_REPLY = 10;
const CTA_ID = 12;
const CTA_ZONE = 18;

const CTA_TUPLE_IP = 1;
const CTA_TUPLE_PROTO = 2;
const CTA_TUPLE_ZONE = 3;

const CTA_IP_V4_SRC = 1;
const CTA_IP_V4_DST = 2;
const CTA_IP_V6_SRC = 3;
const CTA_IP_V6_DST = 4;

const CTA_PROTO_NUM = 1;
const CTA_PROTO_SRC_PORT = 2;
const CTA_PROTO_DST_PORT = 3;

const CTA_COUNTERS_PACKETS = 1;
const CTA_COUNTERS_BYTES = 2;

const IPS_DYING = 1 << 9;
const IPS_OFFLOAD = 1 << 14;
const IPS_HW_OFFLOAD = 1 << 15;

/** All flows with their counters, which stay as they are: other programs read them too. */
export const CONNTRACK_FLOWS: DumpRequest = netfilterDump(NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_GET);

/** Who speaks to whom, as packets of one direction say it. */
export interface Tuple {
  readonly source: Address;
  readonly destination: Address;
  readonly protocol: number;
  /** 0 where the protocol has none. */
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** Packets of one direction, and their octets as IP lengths. */
export interface Traffic {
  readonly packets: number;
  readonly bytes: number;
}

/** Which protocols have ports: TCP, UDP, DCCP, SCTP, UDP-Lite. */
const PORTS = [6, 17, 33, 132, 136];

/** One direction, not yet read in full: most flows of a dump only have to be recognised. */
class TupleRecord {
  protocol = 0;
  /** Octets of each of its addresses: IPV4_SIZE or IPV6_SIZE, 0 before one was read. */
  addressSize = 0;
  sourceAt = -1;
  destinationAt = -1;
  sourcePort = 0;
  destinationPort = 0;

  get isWhole(): boolean {
    return this.sourceAt >= 0 && this.destinationAt >= 0;
  }

  clear(): void {
    this.protocol = 0;
    this.addressSize = 0;
    this.sourceAt = -1;
    this.destinationAt = -1;
    this.sourcePort = 0;
    this.destinationPort = 0;
  }
}

const KEY_ID = 0;
const KEY_ZONE = 4;
const KEY_PROTOCOL = 6;
const KEY_PORTS = 7;
const KEY_ADDRESSES = 11;
const KEY_SIZE = KEY_ADDRESSES + 2 * IPV6_SIZE;

/** Reads flows, one after the other; what it says is of the last one. */
export class ConntrackReader {
  readonly #original = new TupleRecord();
  readonly #reply = new TupleRecord();
  readonly #key = new Uint8Array(KEY_SIZE);
  readonly #keyView = new DataView(this.#key.buffer);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #family = 0;
  /** Where the attributes of the original direction lie in the view. */
  #tupleAt = 0;
  #tupleSize = 0;
  #id = 0;
  #zone = 0;
  #status = 0;
  #ended = false;
  #mark = 0;
  #counters = 0;
  packetsOriginal = 0;
  bytesOriginal = 0;
  packetsReply = 0;
  bytesReply = 0;

  /** False where the message is about something else. Throws NetlinkFormatError. */
  read(message: Message): boolean {
    const kind = message.type & 0xff;
    if (message.type >>> 8 !== NFNL_SUBSYS_CTNETLINK) return false;
    if (kind !== IPCTNL_MSG_CT_NEW && kind !== IPCTNL_MSG_CT_DELETE) return false;
    const attributes = netfilterAttributes(message);
    this.#clear();
    this.#view = message.view;
    this.#family = netfilterFamily(message);
    this.#ended = kind === IPCTNL_MSG_CT_DELETE;
    while (attributes.next()) this.#attribute(attributes);
    if (!this.#original.isWhole || !this.#reply.isWhole)
      throw new NetlinkFormatError("a flow without its addresses");
    return true;
  }

  /** What tells the flow from every other that lives now, one character an octet. */
  get key(): string {
    const { addressSize, sourceAt, destinationAt, protocol, sourcePort, destinationPort } = this.#original;
    const octets = new Uint8Array(this.#view.buffer, this.#view.byteOffset, this.#view.byteLength);
    this.#keyView.setUint32(KEY_ID, this.#id);
    this.#keyView.setUint16(KEY_ZONE, this.#zone);
    this.#keyView.setUint8(KEY_PROTOCOL, protocol);
    this.#keyView.setUint16(KEY_PORTS, sourcePort);
    this.#keyView.setUint16(KEY_PORTS + 2, destinationPort);
    for (let k = 0; k < addressSize; k++) {
      this.#key[KEY_ADDRESSES + k] = octets[sourceAt + k];
      this.#key[KEY_ADDRESSES + addressSize + k] = octets[destinationAt + k];
    }
    return String.fromCharCode.apply(
      undefined,
      this.#key.subarray(0, KEY_ADDRESSES + 2 * addressSize) as unknown as number[],
    );
  }

  /** As the first packet had it: on the LAN's side of a NAT where a device began the flow. */
  get original(): Tuple {
    return this.#tuple(this.#original);
  }

  /** As the packets of the answer have it, before any NAT is undone. */
  get reply(): Tuple {
    return this.#tuple(this.#reply);
  }

  /** 0 where it has none. */
  get mark(): number {
    return this.#mark;
  }

  /**
   * Asks that the flow be ended, offloaded or not. It names this flow alone: where another has come to have its
   * addresses, or it is gone already, the kernel answers with ENOENT.
   */
  get deletion(): Request {
    const { buffer, byteOffset } = this.#view;
    const tuple = new Uint8Array(buffer, byteOffset + this.#tupleAt, this.#tupleSize);
    const zone = new Uint8Array([this.#zone >>> 8, this.#zone & 0xff]);
    const id = new Uint8Array(4);
    new DataView(id.buffer).setUint32(0, this.#id);
    return netfilterRequest(
      NFNL_SUBSYS_CTNETLINK,
      IPCTNL_MSG_CT_DELETE,
      this.#family,
      rawAttribute(CTA_TUPLE_ORIG, tuple, true),
      ...(this.#zone === 0 ? [] : [rawAttribute(CTA_ZONE, zone)]),
      rawAttribute(CTA_ID, id),
    );
  }

  /** False where the kernel does not count (net.netfilter.nf_conntrack_acct), or did not when the flow began. */
  get hasCounters(): boolean {
    return this.#counters === 2;
  }

  /** The last that is said of it. */
  get ended(): boolean {
    return this.#ended;
  }

  /** On its way out: its end is told, or will be. */
  get dying(): boolean {
    return (this.#status & IPS_DYING) !== 0;
  }

  /** Its packets pass the firewall by. */
  get offloaded(): boolean {
    return (this.#status & IPS_OFFLOAD) !== 0;
  }

  /** Its packets pass the processor by. */
  get hardwareOffloaded(): boolean {
    return (this.#status & IPS_HW_OFFLOAD) !== 0;
  }

  #clear(): void {
    this.#original.clear();
    this.#reply.clear();
    this.#id = 0;
    this.#zone = 0;
    this.#status = 0;
    this.#mark = 0;
    this.#counters = 0;
    this.packetsOriginal = 0;
    this.bytesOriginal = 0;
    this.packetsReply = 0;
    this.bytesReply = 0;
  }

  #attribute(attributes: Attributes): void {
    switch (attributes.type) {
      case CTA_TUPLE_ORIG:
        this.#tupleAt = attributes.offset(0);
        this.#tupleSize = attributes.size;
        this.#readTuple(attributes.nested(), this.#original);
        break;
      case CTA_TUPLE_REPLY:
        this.#readTuple(attributes.nested(), this.#reply);
        break;
      case CTA_STATUS:
        this.#status = attributes.u32be();
        break;
      case CTA_MARK:
        this.#mark = attributes.u32be();
        break;
      case CTA_COUNTERS_ORIG:
      case CTA_COUNTERS_REPLY:
        this.#readCounters(attributes.nested(), attributes.type === CTA_COUNTERS_ORIG);
        break;
      case CTA_ID:
        this.#id = attributes.u32be();
        break;
      case CTA_ZONE:
        this.#zone = attributes.u16be();
        break;
    }
  }

  #readTuple(attributes: Attributes, tuple: TupleRecord): void {
    while (attributes.next()) {
      if (attributes.type === CTA_TUPLE_IP) readAddresses(attributes.nested(), tuple);
      else if (attributes.type === CTA_TUPLE_PROTO) readProtocol(attributes.nested(), tuple);
      else if (attributes.type === CTA_TUPLE_ZONE) this.#zone = attributes.u16be();
    }
  }

  #readCounters(attributes: Attributes, isOriginal: boolean): void {
    let packets = 0;
    let bytes = 0;
    while (attributes.next()) {
      if (attributes.type === CTA_COUNTERS_PACKETS) packets = attributes.count();
      else if (attributes.type === CTA_COUNTERS_BYTES) bytes = attributes.count();
    }
    this.#counters++;
    if (isOriginal) {
      this.packetsOriginal = packets;
      this.bytesOriginal = bytes;
    } else {
      this.packetsReply = packets;
      this.bytesReply = bytes;
    }
  }

  #tuple({
    addressSize,
    sourceAt,
    destinationAt,
    protocol,
    sourcePort,
    destinationPort,
  }: TupleRecord): Tuple {
    const hasPorts = PORTS.includes(protocol);
    return {
      source: addressAt(this.#view, sourceAt, addressSize),
      destination: addressAt(this.#view, destinationAt, addressSize),
      protocol,
      sourcePort: hasPorts ? sourcePort : 0,
      destinationPort: hasPorts ? destinationPort : 0,
    };
  }
}

function readAddresses(attributes: Attributes, tuple: TupleRecord): void {
  while (attributes.next()) {
    const { type } = attributes;
    const size = type === CTA_IP_V4_SRC || type === CTA_IP_V4_DST ? IPV4_SIZE : IPV6_SIZE;
    if (type === CTA_IP_V4_SRC || type === CTA_IP_V6_SRC) tuple.sourceAt = attributes.offset(size);
    else if (type === CTA_IP_V4_DST || type === CTA_IP_V6_DST) tuple.destinationAt = attributes.offset(size);
    else continue;
    if (tuple.addressSize !== 0 && tuple.addressSize !== size)
      throw new NetlinkFormatError("addresses of two families");
    tuple.addressSize = size;
  }
}

function readProtocol(attributes: Attributes, tuple: TupleRecord): void {
  while (attributes.next()) {
    if (attributes.type === CTA_PROTO_NUM) tuple.protocol = attributes.u8();
    else if (attributes.type === CTA_PROTO_SRC_PORT) tuple.sourcePort = attributes.u16be();
    else if (attributes.type === CTA_PROTO_DST_PORT) tuple.destinationPort = attributes.u16be();
  }
}

function addressAt(view: DataView, at: number, size: number): Address {
  if (size === IPV4_SIZE) return ipv4Address(view.getUint32(at));
  return { ipv6: true, high: view.getBigUint64(at), low: view.getBigUint64(at + 8) };
}
