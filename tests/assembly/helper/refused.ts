// Flows that an enforced policy refuses, and what was counted of them.

import {
  COUNTRY_UNKNOWN,
  COVERAGE_IP_BYTES_DOWN,
  COVERAGE_IP_BYTES_UP,
  VERDICT_REJECT,
} from "../../../assembly/abi";
import { coverage } from "../../../assembly/counters/coverage";
import { Flow, flowAttempted } from "../../../assembly/flow/flow";
import { refusalsSeen } from "../../../assembly/policy/refusals";
import {
  ACK,
  Connection,
  flowOf,
  Peer,
  PHONE,
  PHONE_ETHER,
  ROUTER_ETHER,
  RST,
  SERVER,
  udpFrame,
  walk,
  write,
} from "./conversation";
import { Octets, text } from "./octets";
import { clearPolicy, enforce, setVerdict } from "./policy";

/** A segment without data, in Ethernet and IPv4. */
export const SEGMENT: u64 = 54;
export const ETHERNET: u64 = 14;
export const REQUEST = "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n";

/** Of the last flow. */
export let port: u32 = 20000;
let refusalsBefore: u64 = 0;
let upBefore: u64 = 0;
let downBefore: u64 = 0;

export function nextPort(): void {
  port++;
}

/** All that is public is refused. */
export function refuse(verdict: u32 = VERDICT_REJECT): void {
  clearPolicy();
  setVerdict(0, COUNTRY_UNKNOWN, verdict);
  enforce();
}

export function phone(): Peer {
  return new Peer(PHONE_ETHER, PHONE, port);
}

export function server(remotePort: u32 = 80): Peer {
  return new Peer(ROUTER_ETHER, SERVER, remotePort);
}

export function connection(): Connection {
  nextPort();
  return new Connection(phone(), server(), 1000);
}

/** What the firewall says in the server's name. */
export function reset(connection: Connection): void {
  connection.segment(false, RST | ACK, 0, 1000, new Octets());
}

/** A datagram as it was sent, from its IP header on. */
export function sent(isIpv6: bool): Octets {
  const frame = udpFrame(phone(), server(), text("some octets"), isIpv6);
  write(frame);
  return new Octets().appendPart(frame, <i32>ETHERNET, frame.size);
}

/** Walks; what is asked afterwards is about this walk and the flow from the port in use. */
export function walked(remotePort: u32 = 80): Flow {
  refusalsBefore = refusalsSeen;
  upBefore = load<u64>(coverage, COVERAGE_IP_BYTES_UP);
  downBefore = load<u64>(coverage, COVERAGE_IP_BYTES_DOWN);
  walk();
  return flowOf(port, remotePort);
}

export function attempted(flow: Flow, packets: u64, bytes: u64): bool {
  const record = flowAttempted(flow);
  return record.packets == packets && record.bytes == bytes;
}

export function counted(flow: Flow, packetsUp: u64, bytesUp: u64, packetsDown: u64, bytesDown: u64): bool {
  return (
    flow.packetsUp == packetsUp &&
    flow.bytesUp == bytesUp &&
    flow.packetsDown == packetsDown &&
    flow.bytesDown == bytesDown
  );
}

/** IP octets that the walk added, each way. */
export function covered(up: u64, down: u64): bool {
  return (
    load<u64>(coverage, COVERAGE_IP_BYTES_UP) - upBefore == up &&
    load<u64>(coverage, COVERAGE_IP_BYTES_DOWN) - downBefore == down
  );
}

/** Answers of the firewall that the walk met. */
export function refusals(): u64 {
  return refusalsSeen - refusalsBefore;
}
