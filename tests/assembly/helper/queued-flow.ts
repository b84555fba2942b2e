// Flows of a phone and of a stranger whose packets wait in a queue, and the policies that they are judged by.

import {
  COUNTRY_UNKNOWN,
  VERDICT_ACCEPT,
  VERDICT_ALERT,
  VERDICT_NAME,
  VERDICT_REJECT,
} from "../../../assembly/abi";
import { drained } from "../../../assembly/events";
import { judged } from "../../../assembly/queue/judged";
import { recordOf, serverName } from "./client-hello";
import {
  Connection,
  connectionFrom,
  Peer,
  PHONE,
  PHONE_ETHER,
  ROUTER_ETHER,
  SERVER,
  walk,
} from "./conversation";
import { response } from "./dns-message";
import { Octets } from "./octets";
import { addName, clearPolicy, setVerdict } from "./policy";
import { ask } from "./resolution";

export const REFUSE: u32 = VERDICT_REJECT | VERDICT_ALERT;

/** Of the last connection. */
export let port: u32 = 20000;

/** A port that nobody has used. */
export function nextPort(): u32 {
  return ++port;
}

export function connection(remotePort: u32 = 443): Connection {
  return connectionFrom(nextPort(), remotePort, 1000);
}

/** Somebody whose name nobody asked for. */
export function stranger(remotePort: u32 = 443): Connection {
  return new Connection(strangerPeer(), new Peer(ROUTER_ETHER, SERVER, remotePort), 1000);
}

export function strangerPeer(): Peer {
  return new Peer(PHONE_ETHER + 7, PHONE + 7, nextPort());
}

/** Of what became of queued packets, at an offset. */
export function counter(at: u32): u64 {
  return load<u64>(judged + at);
}

/** A policy under which every flow to the world is refused. */
export function blockAll(): void {
  clearPolicy();
  setVerdict(0, COUNTRY_UNKNOWN, REFUSE);
}

/** One under which it is so, unless it says an allowed name. */
export function blockUnlessNamed(): void {
  clearPolicy();
  setVerdict(0, COUNTRY_UNKNOWN, REFUSE | VERDICT_NAME);
  addName("good.example", VERDICT_ACCEPT);
}

/** One under which every flow is let by, unless it says a forbidden name. */
export function acceptUnlessNamed(): void {
  clearPolicy();
  setVerdict(0, COUNTRY_UNKNOWN, VERDICT_ACCEPT | VERDICT_NAME);
  addName("bad.example", REFUSE);
}

/** The phone is told by DNS that the server has this name. */
export function tell(name: string): void {
  const resolver = new Peer(ROUTER_ETHER, 0xc0a80101, 53);
  ask(new Peer(PHONE_ETHER, PHONE, nextPort()), resolver, response(name, SERVER, 60));
  walk();
  drained();
}

export function hello(name: string): Octets {
  return recordOf(serverName(name));
}
