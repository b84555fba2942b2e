// struct nlattr (linux/netlink.h): length u16 with these four octets, type u16 with two flag bits, payload padded to 4.

import { type Address, ipv4Address } from "../address.ts";
import { NetlinkFormatError } from "./format-error.ts";
import { aligned } from "./message.ts";

const HEADER_SIZE = 4;
/** Without NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
const TYPE_MASK = 0x3fff;

export const IPV4_SIZE = 4;
export const IPV6_SIZE = 16;
const ETHER_SIZE = 6;

/**
 * Steps from attribute to attribute; what is read is the payload of the last one stepped to. Every method throws
 * NetlinkFormatError where an attribute ends beyond what holds it, or is shorter than what is read.
 */
export class Attributes {
  readonly #view: DataView;
  readonly #limit: number;
  #next: number;
  #start = 0;
  #end = 0;
  /** Of the last one stepped to. */
  type = 0;

  /** Those between two offsets. */
  constructor(view: DataView, from: number, to: number) {
    this.#view = view;
    this.#next = from;
    this.#limit = to;
  }

  /** False after the last one. */
  next(): boolean {
    const left = this.#limit - this.#next;
    if (left < HEADER_SIZE) return false;
    const length = this.#view.getUint16(this.#next, true);
    if (length < HEADER_SIZE || length > left)
      throw new NetlinkFormatError(`an attribute of ${length} octets in ${left}`);
    this.type = this.#view.getUint16(this.#next + 2, true) & TYPE_MASK;
    this.#start = this.#next + HEADER_SIZE;
    this.#end = this.#next + length;
    this.#next += aligned(length);
    return true;
  }

  get size(): number {
    return this.#end - this.#start;
  }

  u8(): number {
    return this.#view.getUint8(this.#at(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#at(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#at(4), true);
  }

  /** Network byte order, as netfilter writes all its integers. */
  u16be(): number {
    return this.#view.getUint16(this.#at(2));
  }

  u32be(): number {
    return this.#view.getUint32(this.#at(4));
  }

  /** 64 bits in network byte order, exact up to 2^53. */
  count(): number {
    const at = this.#at(8);
    return this.#view.getUint32(at) * 2 ** 32 + this.#view.getUint32(at + 4);
  }

  /** Where in the view its first `size` octets begin. */
  offset(size: number): number {
    return this.#at(size);
  }

  /** Up to its NUL, what is no UTF-8 as U+FFFD. */
  text(): string {
    const octets = this.octets();
    const nul = octets.indexOf(0);
    return new TextDecoder().decode(nul < 0 ? octets : octets.subarray(0, nul));
  }

  octets(): Uint8Array {
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + this.#start, this.size);
  }

  /** Four octets or sixteen. */
  address(): Address {
    if (this.size === IPV4_SIZE) return ipv4Address(this.u32be());
    const at = this.#at(IPV6_SIZE);
    return { ipv6: true, high: this.#view.getBigUint64(at), low: this.#view.getBigUint64(at + 8) };
  }

  /** A link-layer address, where it is six octets long. */
  ether(): bigint | undefined {
    if (this.size !== ETHER_SIZE) return undefined;
    const high = BigInt(this.#view.getUint16(this.#start));
    return (high << 32n) | BigInt(this.#view.getUint32(this.#start + 2));
  }

  /** Attributes within this one. */
  nested(): Attributes {
    return new Attributes(this.#view, this.#start, this.#end);
  }

  /** What the payload holds apart from attributes. */
  payload(): { readonly view: DataView; readonly start: number; readonly end: number } {
    return { view: this.#view, start: this.#start, end: this.#end };
  }

  #at(size: number): number {
    if (this.size < size)
      throw new NetlinkFormatError(`attribute ${this.type} has ${this.size} octets, not ${size}`);
    return this.#start;
  }
}
