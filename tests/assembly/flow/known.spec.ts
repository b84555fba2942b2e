// Flows that are found without reading a frame: each frame is counted in its own flow, the way it goes, whatever leaves the
// table meanwhile. What their names see of it, tests/host/classifier/unread.test.ts compares.

import { drained } from "../../../assembly/events";
import { Flow, flowAt, flowsMax } from "../../../assembly/flow/flow";
import { flowCount, flowsEvicted } from "../../../assembly/flow/table";
import {
  ACK,
  Connection,
  knowLocalPrefixes,
  Peer,
  PHONE,
  PHONE_ETHER,
  passNanoseconds,
  ROUTER_ETHER,
  SERVER,
  udp,
  walk,
} from "../helper/conversation";
import { random, seed } from "../helper/mutation";
import { Octets } from "../helper/octets";

/** Twice as many as there is room for, by TCP and UDP in turn between the same ends. */
const CONVERSATIONS: u32 = flowsMax * 2;
const ROUNDS: i32 = 600;
/** More than one vector. */
const FRAMES: i32 = 50;
const FIRST_PORT: u32 = 1024;
const REMOTE_PORT: u32 = 7777;
const PROTOCOL_TCP: u32 = 6;
const TCP_HEADERS: u64 = 54;
const UDP_HEADERS: u64 = 42;

knowLocalPrefixes();

/** Of data: conversations that may be taken for each other differ in each direction. */
function sizeOf(k: u32, isUp: bool): u32 {
  return isUp ? k % 61 : 61 + (k % 67);
}

function send(k: u32, isUp: bool): void {
  const local = new Peer(PHONE_ETHER, PHONE, FIRST_PORT + (k >> 1));
  const remote = new Peer(ROUTER_ETHER, SERVER, REMOTE_PORT);
  const data = new Octets();
  for (let size = sizeOf(k, isUp); size > 0; size--) data.u8(0x61);
  if (k & 1) udp(isUp ? local : remote, isUp ? remote : local, data);
  else new Connection(local, remote, 1).segment(isUp, ACK, 1, 1, data);
  passNanoseconds(1000);
}

function isOwn(flow: Flow): bool {
  const isTcp = (flow.kind & 0xff) == PROTOCOL_TCP;
  const k = (((flow.ports & 0xffff) - FIRST_PORT) << 1) | u32(!isTcp);
  const headers = isTcp ? TCP_HEADERS : UDP_HEADERS;
  return (
    flow.bytesUp == flow.packetsUp * (headers + sizeOf(k, true)) &&
    flow.bytesDown == flow.packetsDown * (headers + sizeOf(k, false))
  );
}

describe("flows that are known by their packets' headers", () => {
  it("counts each frame in its own flow, while others take its place", () => {
    seed(9);
    for (let round = 0; round < ROUNDS; round++) {
      // Few of them for a while, so that they are known; then others.
      const first = random(CONVERSATIONS);
      const span = 8 + random(CONVERSATIONS);
      for (let k = 0; k < FRAMES; k++) send((first + random(span)) % CONVERSATIONS, random(2) == 0);
      walk();
      drained();
      for (let entry: u32 = 0; entry < flowCount; entry++)
        assert(isOwn(flowAt(entry)), "round " + round.toString() + ", flow " + entry.toString());
    }
    expect(flowCount).toBe(flowsMax);
    expect(flowsEvicted).toBeGreaterThan(5000);
  });
});
