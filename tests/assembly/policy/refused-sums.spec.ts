// What is sent and what is attempted, whatever comes: together it is all that came.

import { VERDICT_ACCEPT, VERDICT_DROP, VERDICT_NAME, VERDICT_REJECT } from "../../../assembly/abi";
import { Attempted } from "../../../assembly/counters/attempted";
import { cellAt, cellAttempted, cellCount } from "../../../assembly/counters/cells";
import { drained } from "../../../assembly/events";
import { letGo } from "../../../assembly/flow/attempt";
import { flowAt, flowAttempted } from "../../../assembly/flow/flow";
import { flowCount, flowsEvicted } from "../../../assembly/flow/table";
import { judgeAll } from "../../../assembly/policy/adopt";
import {
  Connection,
  knowLocalPrefixes,
  Peer,
  PHONE,
  PHONE_ETHER,
  pass,
  udp,
  walk,
} from "../helper/conversation";
import { random, seed } from "../helper/mutation";
import { Octets, text } from "../helper/octets";
import { addName } from "../helper/policy";
import { connection, REQUEST, refuse, reset, SEGMENT, server, walked } from "../helper/refused";

knowLocalPrefixes();

/** Frames up, and the octets of those, that flows or cells have counted in all. */
class Sum {
  packets: u64 = 0;
  bytes: u64 = 0;

  add(packetsUp: u64, bytesUp: u64, attempts: Attempted): void {
    this.packets += packetsUp + attempts.packets;
    this.bytes += bytesUp + attempts.bytes;
  }
}

function sumOfFlows(): Sum {
  const sum = new Sum();
  for (let entry: u32 = 0; entry < flowCount; entry++) {
    const flow = flowAt(entry);
    sum.add(flow.packetsUp, flow.bytesUp, flowAttempted(flow));
  }
  return sum;
}

function sumOfCells(): Sum {
  const sum = new Sum();
  for (let entry: u32 = 0; entry < cellCount; entry++)
    sum.add(cellAt(entry).packetsUp, cellAt(entry).bytesUp, cellAttempted(entry));
  return sum;
}

/** A policy at random, in which names may matter; flows that are open are judged by it. */
function anyPolicy(): void {
  const verdicts: u32[] = [VERDICT_ACCEPT, VERDICT_DROP, VERDICT_REJECT];
  const verdict = verdicts[random(3)];
  refuse(random(3) == 0 ? verdict : verdict | VERDICT_NAME);
  addName("evil.example", verdicts[random(2)]);
  judgeAll();
}

/** A frame of one of a dozen clients at random; the octets that one up has, else 0. */
function anyFrame(request: Octets): u64 {
  const client = new Peer(PHONE_ETHER, PHONE, 30000 + random(12));
  const open = new Connection(client, server(random(2) ? 80 : 443), 1000);
  const from = <i32>random(request.size);
  const size = 1 + <i32>random(request.size - from);
  switch (random(6)) {
    case 0:
      open.syn();
      return SEGMENT;
    case 1:
      open.send(request);
      return SEGMENT + request.size;
    case 2:
      open.send(request, from, from + size);
      return SEGMENT + size;
    case 3:
      udp(client, server(), text("x"));
      return 43;
    case 4:
      reset(open);
      return 0;
    default:
      open.synAck();
      return 0;
  }
}

describe("whatever comes", () => {
  it("no counter falls, and no frame is lost or counted twice", () => {
    seed(11);
    anyPolicy();
    connection().syn();
    const cell = walked().cell;
    drained();
    for (let entry: u32 = 0; entry < flowCount; entry++) letGo(flowAt(entry));
    const flowsFirst = sumOfFlows();
    const cellsFirst = sumOfCells();
    const evictedFirst = flowsEvicted;
    const request = text(REQUEST);
    let frames: u64 = 0;
    let octets: u64 = 0;
    for (let round = 0; round < 3000; round++) {
      if (random(40) == 0) anyPolicy();
      if (random(10) == 0) pass(1);
      const sent = cellAt(cell).bytesUp;
      const refused = cellAttempted(cell).bytes;
      const length = anyFrame(request);
      if (length != 0) frames++;
      octets += length;
      walk();
      drained();
      assert(cellAt(cell).bytesUp >= sent && cellAttempted(cell).bytes >= refused, "a counter fell");
    }
    // What is held still is held no more.
    for (let entry: u32 = 0; entry < flowCount; entry++) letGo(flowAt(entry));
    expect(flowsEvicted).toBe(evictedFirst);
    const flows = sumOfFlows();
    const cells = sumOfCells();
    expect(cells.packets - cellsFirst.packets).toBe(frames);
    expect(cells.bytes - cellsFirst.bytes).toBe(octets);
    expect(flows.packets - flowsFirst.packets).toBe(frames);
    expect(flows.bytes - flowsFirst.bytes).toBe(octets);
  });
});
