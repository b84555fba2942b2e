// More flows than the flow table holds: each leaves it and returns, and the report must not show it.

import assert from "node:assert/strict";
import test from "node:test";
import { BATCH_SIZE, LINKTYPE_RAW, WALK_FULL } from "../../../assembly/abi.ts";
import { parsePrefix } from "../../../host/address.ts";
import type { CaptureSource } from "../../../host/capture/source.ts";
import type { CountryTable } from "../../../host/geo/table.ts";
import { EventDrain } from "../../../host/names/event-drain.ts";
import { FlowBook } from "../../../host/names/flow-book.ts";
import type { FlowReport } from "../../../host/report/flows.ts";
import { ReplayReport } from "../../../host/report/replay.ts";
import { writeRecord } from "../helper/dissector.ts";
import { knownDevices } from "../helper/known.ts";
import { loadClassifier } from "../helper/module.ts";
import { rawUdp } from "../helper/packets.ts";

const TABLE_SIZE = 65536;
const FLOWS = TABLE_SIZE + 8000;
const PASSES = 3;
const DEVICES = 50;
const LENGTH = 100;
/** Of a batch record of rawUdp. */
const RECORD_SIZE = 24 + 32;

const source: CaptureSource = {
  interfaces: [{ number: 0, linkType: LINKTYPE_RAW }],
  damage: [],
  position: 0,
  size: undefined,
  close() {},
  *walks() {},
};
const table = { codeOf: () => "ZZ", metadata: { sources: [] } } as unknown as CountryTable;

/** Frame of flow `k`: device 10.0.0.(k mod DEVICES), up in even passes and down in odd ones. */
function packet(k: number, pass: number): Uint8Array {
  const octets = rawUdp(0);
  const view = new DataView(octets.buffer);
  const [local, remote] = pass % 2 === 0 ? [12, 16] : [16, 12];
  const [localPort, remotePort] = pass % 2 === 0 ? [20, 22] : [22, 20];
  view.setUint32(local, 0x0a000000 + (k % DEVICES));
  view.setUint32(remote, 0x08000000 + Math.floor(k / 1000));
  view.setUint16(localPort, 1024 + (k % 1000));
  view.setUint16(remotePort, 443);
  return octets;
}

function replayed(): ReplayReport {
  const classifier = loadClassifier("router");
  classifier.setLocalPrefixes([parsePrefix("10.0.0.0/8")!]);
  const events = new EventDrain(classifier);
  const book = new FlowBook(classifier);
  let at = 0;
  const walk = () => {
    let from = 0;
    do {
      from = classifier.walkRecords(from, at, false);
      events.drain(book);
    } while (classifier.walkStop === WALK_FULL);
    at = 0;
  };
  for (let pass = 0; pass < PASSES; pass++)
    for (let k = 0; k < FLOWS; k++) {
      const octets = packet(k, pass);
      const time = BigInt(pass * FLOWS + k);
      const record = { octets, linkType: LINKTYPE_RAW, captured: octets.length, length: LENGTH, time };
      at = writeRecord(classifier, at, record);
      if (at + RECORD_SIZE > BATCH_SIZE) walk();
    }
  walk();
  return new ReplayReport(classifier, book, source, { table, known: knownDevices() });
}

const report = replayed();
const ups = Math.ceil(PASSES / 2);
const downs = PASSES - ups;

test("each flow is listed once, with everything it carried", () => {
  const flows: FlowReport[] = [];
  report.eachFlow((flow) => flows.push(flow));
  assert.equal(flows.length, FLOWS);
  assert.equal(report.flowCount, FLOWS);
  assert.equal(
    new Set(flows.map(({ local, remote, localPort }) => `${local} ${remote} ${localPort}`)).size,
    FLOWS,
  );
  for (const flow of flows) {
    const { packetsUp, packetsDown, bytesUp, bytesDown, first, last } = flow;
    const counters = [packetsUp, packetsDown, bytesUp, bytesDown];
    assert.deepEqual(counters, [ups, downs, ups * LENGTH, downs * LENGTH], JSON.stringify(flow));
    const distance = Number(last!.slice(20, 29)) - Number(first!.slice(20, 29));
    assert.equal(distance, (PASSES - 1) * FLOWS, JSON.stringify(flow));
  }
  assert.equal(report.flowsNotListed.flows, 0);
});

test("the sums of countries and devices are those of the flows", () => {
  const sum = {
    flows: FLOWS,
    packetsUp: FLOWS * ups,
    packetsDown: FLOWS * downs,
    bytesUp: FLOWS * ups * LENGTH,
    bytesDown: FLOWS * downs * LENGTH,
  };
  assert.deepEqual(report.countries(), [{ country: "ZZ", ...sum }]);
  const devices = report.devices();
  assert.equal(devices.length, DEVICES);
  const flows = devices.reduce((total, { countries }) => total + countries[0].flows, 0);
  const bytes = devices.reduce(
    (total, { countries }) => total + countries[0].bytesUp + countries[0].bytesDown,
    0,
  );
  assert.deepEqual([flows, bytes], [FLOWS, FLOWS * PASSES * LENGTH]);
});
