import { EVENT_BODY, FLOW_SIZE, HAS_DESTINATION } from "../../../assembly/abi";
import { drained, eventSize, events, eventsSize } from "../../../assembly/events";
import { Flow, flowAt, flows, flowsMax } from "../../../assembly/flow/flow";
import { kindOf } from "../../../assembly/flow/identity";
import { approach, find, flowCount, flowsEvicted, insert } from "../../../assembly/flow/table";
import { frame } from "../helper/frame";
import { onEthernet, packet, reverse } from "../helper/packet";

const ROUNDS: u32 = 50000;
/** More conversations than places, so that nearly every round evicts, and some return. */
const CONVERSATIONS: u32 = 800;
const ABSENT: u32 = u32.MAX_VALUE;

/** Frame of conversation `k`. Few addresses, many ports. */
function conversation(k: u32): void {
  packet(0x0a000000 + (k & 3), 0x08080800 + (k & 7), 17, 1024 + k, 53);
}

function lookUp(): Flow | null {
  approach(0, 1);
  return find(frame);
}

/** Opens the frame's flow, the sender its local side. */
function open(time: u64): Flow {
  approach(0, 1);
  const flow = insert(frame.hash);
  flow.kind = kindOf(frame);
  flow.localLow = frame.sourceLow;
  flow.remoteLow = frame.destinationLow;
  flow.ports = <u32>frame.sourcePort | ((<u32>frame.destinationPort) << 16);
  flow.last = time;
  return flow;
}

function entryOf(flow: Flow): u32 {
  return <u32>(changetype<usize>(flow) - flows) / FLOW_SIZE;
}

function conversationOf(flow: Flow): u32 {
  return (flow.ports & 0xffff) - 1024;
}

describe("flow table", () => {
  it("finds a flow in both directions, and no other", () => {
    conversation(0);
    expect(lookUp() == null).toBe(true);
    const flow = open(1);
    conversation(0);
    expect(lookUp() == flow).toBe(true);
    expect(frame.isUp).toBe(true);
    reverse();
    expect(lookUp() == flow).toBe(true);
    expect(frame.isUp).toBe(false);

    packet(0x0a000000, 0x08080800, 17, 53, 1024);
    expect(lookUp() == null).toBe(true);
    packet(0x0a000000, 0x08080800, 6, 1024, 53);
    expect(lookUp() == null).toBe(true);
    packet(0x0a000000, 0x08080800, 17);
    expect(lookUp() == null).toBe(true);
  });

  it("tells devices without an address apart by their MACs, others not", () => {
    packet(0, 0xffffffff, 17, 68, 67);
    onEthernet(0x02_00_00_00_00_01, 0xff_ff_ff_ff_ff_ff);
    const flow = open(1);
    flow.ether = frame.ether;
    expect(lookUp() == flow).toBe(true);
    onEthernet(0x02_00_00_00_00_02, 0xff_ff_ff_ff_ff_ff);
    expect(lookUp() == null).toBe(true);

    conversation(1);
    onEthernet(0x02_00_00_00_00_01, 0x02_00_00_00_00_09);
    const named = open(1);
    conversation(1);
    onEthernet(0x02_00_00_00_00_02, 0x02_00_00_00_00_08);
    expect(lookUp() == named).toBe(true);
  });

  it("takes a destination that was cut off for no unspecified one", () => {
    packet(0x0a000009, 0, 17);
    frame.destinationLow = 0;
    frame.present &= ~HAS_DESTINATION;
    onEthernet(0x02_00_00_00_00_01, 0x02_00_00_00_00_08);
    const flow = open(1);
    flow.remoteLow = 0;
    onEthernet(0x02_00_00_00_00_01, 0x02_00_00_00_00_09);
    expect(lookUp() == flow).toBe(true);
  });

  it("keeps its index whole through many evictions", () => {
    const places = new StaticArray<u32>(CONVERSATIONS);
    // The tests above have opened some.
    for (let k: u32 = 0; k < CONVERSATIONS; k++) {
      conversation(k);
      const flow = lookUp();
      places[k] = flow == null ? ABSENT : entryOf(flow);
    }
    let seed: u32 = 1;
    let opened = 0;
    for (let round: u32 = 0; round < ROUNDS; round++) {
      seed = seed * 1664525 + 1013904223;
      const k = (seed >>> 8) % CONVERSATIONS;
      conversation(k);
      const flow = lookUp();
      if (flow != null) {
        assert(places[k] == entryOf(flow), "found in another place");
        flow.last = round;
      } else {
        assert(places[k] == ABSENT, "an open flow was not found");
        drained();
        const fresh = open(round);
        opened++;
        if (eventsSize > 0) {
          const left = changetype<Flow>(events + EVENT_BODY);
          const other = conversationOf(left);
          if (other < CONVERSATIONS) places[other] = ABSENT;
        }
        places[k] = entryOf(fresh);
      }
    }
    assert(flowCount == flowsMax, "the table is full");
    assert(opened > 10000, "few were opened: " + opened.toString());

    let found: u32 = 0;
    for (let k: u32 = 0; k < CONVERSATIONS; k++) {
      conversation(k);
      const flow = lookUp();
      assert((flow == null) == (places[k] == ABSENT), "conversation " + k.toString());
      if (flow == null) continue;
      assert(entryOf(flow) == places[k], "place of conversation " + k.toString());
      found++;
    }
    expect(found).toBe(flowsMax);
  });

  it("evicts one that has been silent for long, and counts it", () => {
    for (let k: u32 = 0; k < flowsMax; k++) flowAt(k).last = 1000 + k;
    const before = flowsEvicted;
    drained();
    packet(0x0a0000ff, 0x08080808, 17, 9, 9);
    open(5000);
    expect(flowsEvicted).toBe(before + 1);
    expect(eventsSize).toBe(eventSize(FLOW_SIZE));
    // The oldest of those that the hand stands before.
    const left = changetype<Flow>(events + EVENT_BODY);
    expect((left.last - 1000) % 8).toBe(0);
  });
});
