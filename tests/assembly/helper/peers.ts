// Who talks in the specs of names: two devices, each time from another port, and the resolver that they ask.

import { NAME_TEXT } from "../../../assembly/abi";
import { NO_NAME, nameAt } from "../../../assembly/names/table";
import { Peer, PHONE, PHONE_ETHER, ROUTER_ETHER } from "./conversation";

export const DNS: u32 = 53;
export const RESOLVER: u32 = 0x09090909;
export const TABLET: u32 = 0xc0a80103;
export const TABLET_ETHER: u64 = 0x02_00_00_00_00_03;

let port: u32 = 1024;

function nextPort(): u32 {
  if (++port == 0x10000) port = 1024;
  return port;
}

export function phone(): Peer {
  return new Peer(PHONE_ETHER, PHONE, nextPort());
}

export function tablet(): Peer {
  return new Peer(TABLET_ETHER, TABLET, nextPort());
}

export function resolver(): Peer {
  return new Peer(ROUTER_ETHER, RESOLVER, DNS);
}

/** Of a flow's name or dnsName; empty where it has none. */
export function textOf(name: u32): string {
  return name == NO_NAME ? "" : String.UTF8.decodeUnsafe(nameAt(name) + NAME_TEXT, load<u8>(nameAt(name)));
}
