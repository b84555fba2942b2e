import {
  EVENT_BODY,
  EVENT_FLOW_EVICTED,
  EVENTS_SIZE,
  FLOW_SIZE,
  HAS_TIME,
  LINKTYPE_ETHERNET,
  LINKTYPE_NFLOG,
  LINKTYPE_RAW,
  OUTCOME_NOT_IP,
  OUTCOME_OK,
  RECORD_BIG_ENDIAN,
  RECORD_TIMELESS,
  WALK_FULL,
} from "../../../assembly/abi";
import { batch } from "../../../assembly/batch/area";
import { walkRecords } from "../../../assembly/batch/records";
import { frameCount, walkStop } from "../../../assembly/batch/walk";
import { drained, eventSize, events, eventsSize, setToldKinds } from "../../../assembly/events";
import { Flow, flowAt, flowsMax } from "../../../assembly/flow/flow";
import { flowCount, flowsEvicted } from "../../../assembly/flow/table";
import { frameAt } from "../../../assembly/frame";
import { counted, record } from "../helper/batch";

const IPV4 = "45000014 00010000 403b0000 c0000201 c6336402";
/** Of the record of IPV4: where its source's last two octets stand. */
const SOURCE_LOW: u32 = 24 + 14;
const RECORD_SIZE: u32 = 48;

setToldKinds(1 << EVENT_FLOW_EVICTED);

describe("batch records", () => {
  it("carry their own link type, byte order and time", () => {
    let end = record(0, LINKTYPE_RAW, 0, 5, IPV4);
    end = record(end, LINKTYPE_ETHERNET, RECORD_TIMELESS, 6, "020000000002 020000000001 0806 01");
    end = record(end, LINKTYPE_NFLOG, RECORD_BIG_ENDIAN, 7, "02000005 00180009" + IPV4);
    end = record(end, LINKTYPE_RAW, 0, u64.MAX_VALUE, "");
    expect(walkRecords(0, end, true)).toBe(end);
    expect(frameCount).toBe(4);
    expect(frameAt(0).time).toBe(5);
    expect(<u32>frameAt(0).outcome).toBe(OUTCOME_OK);
    expect(frameAt(1).present & HAS_TIME).toBe(0);
    expect(<u32>frameAt(1).outcome).toBe(OUTCOME_NOT_IP);
    expect(frameAt(1).captured).toBe(15);
    expect(<u32>frameAt(2).outcome).toBe(OUTCOME_OK);
    expect(frameAt(3).time).toBe(u64.MAX_VALUE);
  });

  it("leave nothing of one frame in the next", () => {
    let end = record(0, LINKTYPE_ETHERNET, 0, 5, "020000000002 020000000001 8100 0007 0800" + IPV4);
    walkRecords(0, end, true);
    end = record(0, LINKTYPE_ETHERNET, RECORD_TIMELESS, 5, "");
    walkRecords(0, end, true);
    const frame = frameAt(0);
    expect(frame.present).toBe(0);
    expect(frame.ether).toBe(0);
    expect(frame.sourceLow).toBe(0);
    expect(frame.destinationLow).toBe(0);
    expect(<u32>frame.vlanCount).toBe(0);
    expect(<u32>frame.protocol).toBe(0);
  });

  it("stop where the event ring is full, and go on without loss after a drain", () => {
    // Each record is a new flow, so that nearly every one evicts another.
    const wanted: u32 = (EVENTS_SIZE / eventSize(FLOW_SIZE)) * 2 + flowsMax + 100;
    let end: u32 = 0;
    for (let k: u32 = 0; k < wanted; k++) {
      const at = end;
      end = record(at, LINKTYPE_RAW, 0, 1000 + k, IPV4);
      store<u16>(batch + at + SOURCE_LOW, bswap<u16>(<u16>k));
    }
    const before = counted();
    const flowsBefore = flowCount;
    const seen = new StaticArray<bool>(wanted);
    // A few first, so that vectors and the ring do not end together.
    let from = walkRecords(0, 5 * RECORD_SIZE, false);
    let walks = 0;
    do {
      from = walkRecords(from, end, false);
      walks++;
      assert(eventsSize <= EVENTS_SIZE, "too many events");
      for (let event = events; event < events + eventsSize; event += eventSize(FLOW_SIZE))
        see(seen, changetype<Flow>(event + EVENT_BODY));
      assert(counted() - before == from / RECORD_SIZE, "not as many counted as walked");
      drained();
    } while (walkStop == WALK_FULL);
    for (let k: u32 = 0; k < flowCount; k++) see(seen, flowAt(k));
    for (let k: u32 = 0; k < wanted; k++) assert(seen[k], "flow " + k.toString() + " is lost");
    expect(from).toBe(end);
    expect(walks).toBeGreaterThan(2);
    expect(flowsEvicted).toBe(wanted + flowsBefore - flowsMax);
    expect(counted() - before).toBe(wanted);
  });
});

/** Notes a flow, of which each must turn up once, with its one packet. */
function see(seen: StaticArray<bool>, flow: Flow): void {
  const k = <u32>flow.last - 1000;
  // The tests above have opened some, at other times.
  if (k >= <u32>seen.length) return;
  assert(!seen[k], "flow " + k.toString() + " twice");
  assert(
    flow.packetsUp == 1 && flow.bytesUp == 20 && flow.packetsDown == 0,
    "packets of flow " + k.toString(),
  );
  seen[k] = true;
}
