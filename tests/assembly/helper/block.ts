// A block of an AF_PACKET ring, as the kernel leaves it in the batch area.

import { BLOCK_LEN, BLOCK_NUM_PKTS, BLOCK_OFFSET_TO_FIRST_PKT } from "../../../assembly/abi";
import { batch } from "../../../assembly/batch/area";
import { Octets } from "./octets";

/** Where the kernel puts the first packet, and in each packet the Ethernet header with and without a virtio_net_hdr. */
export const FIRST: u32 = 48;
export const MAC: u32 = 82;
export const MAC_BEHIND_VNET: u32 = 96;

export const NEXT_OFFSET: u32 = 0;
export const SNAPLEN: u32 = 12;
export const LENGTH: u32 = 16;
export const STATUS: u32 = 20;
export const MAC_OFFSET: u32 = 24;
const SECONDS: u32 = 4;
const NANOSECONDS: u32 = 8;
const VLAN_TCI: u32 = 32;
const VLAN_TPID: u32 = 36;

export const VLAN_VALID: u32 = 0x10;
export const VLAN_TPID_VALID: u32 = 0x40;

/** Of the next packet. */
export let seconds: u32 = 1_700_000_000;
export let nanoseconds: u32 = 5;

/** Writes a block packet by packet. */
export class Block {
  /** Octets used so far. */
  size: u32 = FIRST;
  private last: u32 = 0;

  constructor() {
    memory.fill(batch, 0xa5, 4096);
    store<u32>(batch, 0, BLOCK_NUM_PKTS);
    store<u32>(batch, FIRST, BLOCK_OFFSET_TO_FIRST_PKT);
    store<u32>(batch, this.size, BLOCK_LEN);
  }

  /** Where the packet that was added last begins. */
  get packet(): usize {
    return batch + this.last;
  }

  /** A packet of which `captured` octets are in the ring. */
  add(frame: Octets, length: i32 = frame.size, captured: i32 = frame.size, mac: u32 = MAC): Block {
    if (this.last != 0) store<u32>(this.packet, this.size - this.last, NEXT_OFFSET);
    this.last = this.size;
    const packet = this.packet;
    store<u32>(packet, 0, NEXT_OFFSET);
    store<u32>(packet, seconds, SECONDS);
    store<u32>(packet, nanoseconds, NANOSECONDS);
    store<u32>(packet, captured, SNAPLEN);
    store<u32>(packet, length, LENGTH);
    store<u32>(packet, 0, STATUS);
    store<u16>(packet, <u16>mac, MAC_OFFSET);
    memory.copy(packet + mac, frame.values.dataStart, captured);
    this.size = (this.size + mac + captured + 15) & ~15;
    store<u32>(batch, load<u32>(batch, BLOCK_NUM_PKTS) + 1, BLOCK_NUM_PKTS);
    store<u32>(batch, this.size, BLOCK_LEN);
    return this;
  }

  /** The kernel took a tag out of the packet that was added last. */
  tag(tci: u32, tpid: u32 = 0): Block {
    store<u32>(this.packet, tpid == 0 ? VLAN_VALID : VLAN_VALID | VLAN_TPID_VALID, STATUS);
    store<u32>(this.packet, tci, VLAN_TCI);
    store<u16>(this.packet, <u16>tpid, VLAN_TPID);
    return this;
  }

  /** A packet behind a virtio_net_hdr; nothing is merged where `gsoType` is 0. */
  addMerged(gsoType: u32, gsoSize: u32, frame: Octets, length: i32, captured: i32 = frame.size): Block {
    this.add(frame, length, captured, MAC_BEHIND_VNET);
    const vnet = this.packet + MAC_BEHIND_VNET - 10;
    memory.fill(vnet, 0, 10);
    store<u8>(vnet, <u8>gsoType, 1);
    store<u16>(vnet, <u16>gsoSize, 4);
    // What a kernel says of headers here is a hint, and wrong more often than not.
    store<u16>(vnet, 1, 2);
    return this;
  }
}
