import assert from "node:assert/strict";
import test from "node:test";
import { ConntrackTable, type FlowDelta } from "../../../host/capture/conntrack-table.ts";
import { ConntrackReader } from "../../../host/netlink/conntrack.ts";
import { messages } from "../../../host/netlink/message.ts";
import { Random } from "../helper/random.ts";
import { flowMessage, type MadeUpFlow } from "../netlink/helper/flow.ts";

function readerOf(flow: MadeUpFlow): ConntrackReader {
  const reader = new ConntrackReader();
  for (const one of messages(flowMessage(flow))) reader.read(one);
  return reader;
}

/** Bytes sent and answered, and whether that was the last. */
function shown(delta: FlowDelta | undefined): string {
  return delta ? `${delta.sent.bytes}+${delta.answered.bytes}${delta.ended ? " end" : ""}` : "-";
}

const A: MadeUpFlow = { id: 1 };
const B: MadeUpFlow = { id: 2 };

function counted(flow: MadeUpFlow, sent: number, answered = 0): MadeUpFlow {
  return { ...flow, counters: [Math.ceil(sent / 100), sent, Math.ceil(answered / 100), answered] };
}

class Trial {
  readonly table: ConntrackTable;

  constructor(max?: number) {
    this.table = new ConntrackTable(max);
  }

  dumped(flow: MadeUpFlow): string {
    return shown(this.table.dumped(readerOf(flow)));
  }

  ended(flow: MadeUpFlow): string {
    return shown(this.table.ended(readerOf({ ...flow, ended: true })));
  }

  /** A dump of these flows. */
  dump(...flows: MadeUpFlow[]): string[] {
    this.table.startDump();
    const deltas = flows.map((flow) => this.dumped(flow));
    this.table.endDump(true);
    return deltas;
  }
}

test("what was there before is not counted; then the differences", () => {
  const trial = new Trial();
  assert.deepEqual(trial.dump(counted(A, 1000, 500)), ["-"]);
  assert.deepEqual(trial.dump(counted(A, 1000, 500)), ["-"]);
  assert.deepEqual(trial.dump(counted(A, 1300, 500), counted(B, 70, 30)), ["300+0", "70+30"]);
  assert.equal(trial.ended(counted(A, 1400, 600)), "100+100 end");
  assert.equal(trial.ended(counted(B, 70, 30)), "0+0 end");
  assert.equal(trial.table.counters.flows, 0);
});

test("a flow that began and ended between two dumps is counted whole", () => {
  const trial = new Trial();
  trial.dump();
  assert.equal(trial.ended(counted(A, 40, 60)), "40+60 end");
});

test("ends before the first dump is over: only what is new of a known flow", () => {
  const trial = new Trial();
  trial.table.startDump();
  assert.equal(trial.dumped(counted(A, 1000)), "-");
  assert.equal(trial.ended(counted(A, 1010)), "10+0 end");
  assert.equal(trial.ended(counted(B, 999)), "-");
  trial.table.endDump(true);
  assert.deepEqual(trial.dump(), []);
});

test("a dump that still speaks of a flow whose end was told", () => {
  const trial = new Trial();
  trial.dump();
  // Told before the dump began, which may have been made before.
  trial.ended(counted(A, 40));
  trial.table.startDump();
  assert.equal(trial.dumped(counted(A, 40)), "-");
  assert.equal(trial.ended(counted(B, 50)), "50+0 end");
  assert.equal(trial.dumped(counted(B, 50)), "-");
  trial.table.endDump(true);
  assert.equal(trial.table.counters.flows, 0);
  // By now it can only be another flow that got the same number.
  assert.deepEqual(trial.dump(), []);
  assert.deepEqual(trial.dump(counted(A, 7), counted(B, 8)), ["7+0", "8+0"]);
});

test("the same ports and number again, within one dump", () => {
  const trial = new Trial();
  trial.dump();
  assert.equal(trial.ended(counted(A, 40)), "40+0 end");
  assert.equal(trial.ended(counted(A, 30)), "30+0 end");
});

test("a flow that is dying is left to its end", () => {
  const trial = new Trial();
  trial.dump();
  assert.deepEqual(trial.dump({ ...counted(A, 40), status: 0x200 }), ["-"]);
  assert.equal(trial.ended(counted(A, 40)), "40+0 end");
});

test("ends that nobody told: forgotten after two dumps, unless ends still wait", () => {
  const trial = new Trial();
  trial.dump(counted(A, 10), counted(B, 10));
  trial.dump(counted(A, 20));
  assert.equal(trial.table.counters.flows, 2);
  trial.table.startDump();
  trial.dumped(counted(A, 30));
  trial.table.endDump(false);
  assert.equal(trial.table.counters.flows, 2);
  trial.dump(counted(A, 40));
  assert.deepEqual([trial.table.counters.flows, trial.table.counters.endsUnseen], [1, 1]);
});

test("a flow that one dump misses is not new in the next", () => {
  const trial = new Trial();
  trial.dump(counted(A, 10));
  assert.deepEqual(trial.dump(counted(A, 1010)), ["1000+0"]);
  trial.dump();
  assert.deepEqual(trial.dump(counted(A, 1020)), ["10+0"]);
});

test("counters that another program set to zero", () => {
  const trial = new Trial();
  trial.dump(counted(A, 1000, 1000));
  assert.deepEqual(trial.dump(counted(A, 30, 20)), ["30+20"]);
  assert.equal(trial.table.counters.resets, 1);
  assert.deepEqual(trial.dump(counted(A, 40, 20)), ["10+0"]);
});

test("flows without counters", () => {
  const trial = new Trial();
  trial.dump();
  assert.deepEqual(trial.dump({ ...A, counters: null }), ["-"]);
  assert.equal(trial.ended({ ...A, counters: null }), "-");
  assert.deepEqual([trial.table.counters.flows, trial.table.counters.withoutCounters], [0, 1]);
});

test("no room: counted when there is some, or at the end, once", () => {
  const trial = new Trial(1);
  trial.dump();
  assert.deepEqual(trial.dump(counted(A, 10), counted(B, 20)), ["10+0", "-"]);
  assert.equal(trial.table.counters.notKept, 1);
  assert.equal(trial.ended(counted(A, 15)), "5+0 end");
  assert.deepEqual(trial.dump(counted(B, 25)), ["25+0"]);
  assert.deepEqual(trial.dump(counted(B, 25), counted(A, 3)), ["-", "-"]);
  assert.equal(trial.ended(counted(A, 9)), "9+0 end");
});

test("no room already in the first dump: what is unknown may have been there before", () => {
  const trial = new Trial(1);
  assert.deepEqual(trial.dump(counted(A, 10), counted(B, 1000)), ["-", "-"]);
  assert.equal(trial.ended(counted(B, 1010)), "-");
  trial.ended(counted(A, 10));
  trial.dump();
  trial.dump();
  assert.deepEqual(trial.dump(counted(B, 1020)), ["-"]);
  assert.deepEqual(trial.dump(counted(B, 1030)), ["10+0"]);
});

test("flows that pass by, as the last whole dump had them", () => {
  const { table } = new Trial();
  assert.equal(table.offloaded, undefined);
  const dump = (...statuses: number[]) => {
    table.startDump();
    for (const [at, status] of statuses.entries())
      table.dumped(readerOf({ ...counted({ id: at + 1 }, 1), status }));
  };
  dump(0x4000, 0x4000, 0xc000, 0);
  assert.equal(table.offloaded, undefined);
  table.endDump(true);
  assert.deepEqual(table.offloaded, { software: 2, hardware: 1 });
  dump(0);
  table.endDump(false);
  assert.deepEqual(table.offloaded, { software: 0, hardware: 0 });
});

test("offload is remembered when the kernel takes the flow back", () => {
  const table = new ConntrackTable();
  const offload = (flow: MadeUpFlow) => table.dumped(readerOf(flow))?.offload;
  table.startDump();
  table.endDump(true);
  table.startDump();
  assert.equal(offload({ ...counted(A, 10), status: 0x4000 }), "software");
  assert.equal(offload({ ...counted(A, 20), status: 0xc000 }), "hardware");
  assert.equal(offload({ ...counted(A, 30), status: 0 }), "hardware");
  assert.equal(table.ended(readerOf({ ...counted(A, 30), ended: true }))?.offload, "hardware");
  assert.equal(offload(counted(B, 1)), "none");
});

interface LiveFlow {
  readonly flow: MadeUpFlow;
  bytes: number;
}

/**
 * A kernel with flows that begin, grow and end, dumps in pieces that may be older than the ends told meanwhile, and
 * ends that are told late.
 */
test("whatever the order, every octet is counted once", () => {
  const random = new Random(2014);
  const { table } = new Trial(512);
  const live: LiveFlow[] = [];
  const told: LiveFlow[] = [];
  let wanted = 0;
  let counted = 0;
  let number = 0;
  const add = (delta: FlowDelta | undefined) => {
    counted += (delta?.sent.bytes ?? 0) + (delta?.answered.bytes ?? 0);
  };
  const message = ({ flow, bytes }: LiveFlow, ended: boolean) =>
    readerOf({ ...flow, ended, counters: [bytes, bytes, 0, 0] });
  const grow = (flow: LiveFlow) => {
    const bytes = random.below(1000);
    flow.bytes += bytes;
    wanted += bytes;
  };
  const live100 = () => {
    for (let step = 0; step < 20; step++) {
      if (live.length < 100) {
        // Few numbers, so that they come again.
        const flow = { flow: { id: number++ % 150 }, bytes: 0 };
        if (!live.some((other) => other.flow.id === flow.flow.id)) live.push(flow);
      }
      if (live.length > 0) grow(random.pick(live));
      if (live.length > 50) told.push(...live.splice(random.below(live.length), 1));
    }
  };
  table.startDump();
  table.endDump(true);
  const takeEnds = (count: number) => {
    for (const flow of told.splice(0, count)) add(table.ended(message(flow, true)));
  };
  for (let round = 0; round < 500; round++) {
    table.startDump();
    const pieces = 1 + random.below(4);
    let bucket = [...live];
    for (let piece = 0; piece < pieces; piece++) {
      // Made now, read after what happens next.
      const part = bucket.splice(0, Math.ceil(bucket.length / (pieces - piece)));
      const made = part.map((flow) => ({ ...flow }));
      live100();
      takeEnds(random.below(told.length + 1));
      for (const flow of made) add(table.dumped(message(flow, false)));
      bucket = bucket.filter((flow) => live.includes(flow));
    }
    takeEnds(told.length);
    table.endDump(true);
    live100();
    takeEnds(random.below(told.length + 1));
  }
  takeEnds(told.length);
  // What waited for the next dump is in the one after.
  for (let last = 0; last < 3; last++) {
    table.startDump();
    for (const flow of live) add(table.dumped(message(flow, false)));
    table.endDump(true);
  }
  assert.equal(counted, wanted);
  assert.equal(table.counters.notKept + table.counters.resets + table.counters.endsUnseen, 0);
});
