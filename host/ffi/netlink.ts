import type { Channel } from "../netlink/channel.ts";
import { SystemError } from "./errno.ts";
import { SOCK_RAW } from "./packet.ts";
import { Socket } from "./socket.ts";

const AF_NETLINK = 16;
const SOL_NETLINK = 270;
const NETLINK_ADD_MEMBERSHIP = 1;
const NETLINK_DROP_MEMBERSHIP = 2;

/** struct sockaddr_nl: family u16, padding u16, port u32 (0: the kernel chooses), groups u32. */
const SOCKADDR_SIZE = 12;

/** Families of netlink (linux/netlink.h). */
export const NETLINK_ROUTE = 0;
export const NETLINK_NETFILTER = 12;

/** The kernel makes no datagram of a dump longer than 32 KiB; other messages are shorter than a page. */
const DATAGRAM_MAX = 65536;

/** A netlink socket that is never waited for. Every method throws SystemError where the kernel refuses. */
export class NetlinkSocket implements Channel {
  readonly #socket: Socket;
  readonly #octets = new Uint8Array(DATAGRAM_MAX);

  /** Joins the groups. Throws ADDON_UNAVAILABLE as well. */
  constructor(name: string, family: number, groups: readonly number[] = []) {
    this.#socket = new Socket(name, AF_NETLINK, SOCK_RAW, family);
    try {
      const address = new Uint8Array(SOCKADDR_SIZE);
      new DataView(address.buffer).setUint16(0, AF_NETLINK, true);
      this.#socket.bind(address);
      for (const group of groups) this.join(group);
    } catch (error) {
      this.#socket.close();
      throw error;
    }
  }

  join(group: number): void {
    this.#socket.setOption("NETLINK_ADD_MEMBERSHIP", SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, u32(group));
  }

  leave(group: number): void {
    this.#socket.setOption("NETLINK_DROP_MEMBERSHIP", SOL_NETLINK, NETLINK_DROP_MEMBERSHIP, u32(group));
  }

  /** What poll(2) waits for. */
  get descriptor(): number {
    return this.#socket.descriptor;
  }

  /** Octets that the kernel keeps until they are taken; without CAP_NET_ADMIN it keeps net.core.rmem_max at most. */
  keep(size: number): void {
    this.#socket.keep(size);
  }

  send(octets: Uint8Array): void {
    this.#socket.send(octets);
  }

  receive(): Uint8Array | "overrun" | undefined {
    try {
      const size = this.#socket.receive(this.#octets);
      return size === undefined ? undefined : this.#octets.subarray(0, size);
    } catch (error) {
      if (error instanceof SystemError && error.code === "ENOBUFS") return "overrun";
      throw error;
    }
  }

  close(): void {
    this.#socket.close();
  }
}

function u32(value: number): Uint8Array {
  return new Uint8Array(new Uint32Array([value]).buffer);
}
