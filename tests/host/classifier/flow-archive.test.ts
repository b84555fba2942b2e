// More flows than the flow table holds: each leaves it and returns, and the report must not show it.

import assert from "node:assert/strict";
import test from "node:test";
import { BATCH_SIZE, LINKTYPE_RAW, WALK_FULL } from "../../../assembly/abi.ts";
import { parseAddress, parsePrefix } from "../../../host/address.ts";
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

function replayed(packets: Iterable<Uint8Array>): ReplayReport {
  const classifier = loadClassifier("router");
  classifier.setLocalPrefixes([parsePrefix("10.0.0.0/8")!]);
  const book = new FlowBook(classifier);
  const events = new EventDrain(classifier, book);
  let at = 0;
  const walk = () => {
    let from = 0;
    do {
      from = classifier.walkRecords(from, at, false);
      events.drain();
    } while (classifier.walkStop === WALK_FULL);
    at = 0;
  };
  let time = 0n;
  for (const octets of packets) {
    const record = { octets, linkType: LINKTYPE_RAW, captured: octets.length, length: LENGTH, time };
    time++;
    at = writeRecord(classifier, at, record);
    if (at + RECORD_SIZE > BATCH_SIZE) walk();
  }
  walk();
  return new ReplayReport(classifier, book, source, { table, known: knownDevices() });
}

function* passes(): Generator<Uint8Array> {
  for (let pass = 0; pass < PASSES; pass++) for (let k = 0; k < FLOWS; k++) yield packet(k, pass);
}

const report = replayed(passes());
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

/** Between two ends of which neither is a device: who opens the flow is taken for the local one. */
function transit(from: string, to: string): Uint8Array {
  const octets = rawUdp(0);
  const view = new DataView(octets.buffer);
  const isFirst = from < to;
  view.setUint32(12, Number(parseAddress(from)!.low & 0xffffffffn));
  view.setUint32(16, Number(parseAddress(to)!.low & 0xffffffffn));
  view.setUint16(20, isFirst ? 1111 : 2222);
  view.setUint16(22, isFirst ? 2222 : 1111);
  return octets;
}

test("whose local end was told by its first frame keeps it, when the other end speaks first after its return", () => {
  const [opener, other] = ["1.1.1.1", "8.8.8.8"];
  function* packets(): Generator<Uint8Array> {
    yield transit(opener, other);
    for (let k = 0; k < FLOWS; k++) yield packet(k, 0);
    yield transit(other, opener);
    for (let k = 0; k < FLOWS; k++) yield packet(k, 0);
    yield transit(other, opener);
    yield transit(opener, other);
  }
  const report = replayed(packets());
  const flows: FlowReport[] = [];
  report.eachFlow((flow) => {
    if ([opener, other].includes(flow.local)) flows.push(flow);
  });
  const counters = { packetsUp: 2, packetsDown: 2, bytesUp: 2 * LENGTH, bytesDown: 2 * LENGTH };
  assert.equal(flows.length, 1);
  const { local, remote, localPort, remotePort, packetsUp, packetsDown, bytesUp, bytesDown } = flows[0];
  assert.deepEqual([local, remote, localPort, remotePort], [opener, other, 1111, 2222]);
  assert.deepEqual({ packetsUp, packetsDown, bytesUp, bytesDown }, counters);
  assert.equal(report.flowCount, FLOWS + 1);

  const devices = report.devices();
  assert.equal(devices.length, DEVICES + 1, "nobody but who opened it");
  assert.equal(report.deviceCount, DEVICES + 1);
  const device = devices.find(({ device }) => device === opener);
  assert.deepEqual(device?.countries, [{ country: "ZZ", flows: 1, ...counters }]);
  const [{ flows: all, bytesUp: up, bytesDown: down }] = report.countries();
  assert.deepEqual([all, up, down], [FLOWS + 1, (2 * FLOWS + 2) * LENGTH, 2 * LENGTH]);
});
