// Copies of counters and flows say in another thread what the classifier says in its own.

import assert from "node:assert/strict";
import test from "node:test";
import { LINKTYPE_RAW } from "../../../assembly/abi.ts";
import { formatAddress, parsePrefix } from "../../../host/address.ts";
import type { CellRecord } from "../../../host/classifier/cell.ts";
import type { Classifier } from "../../../host/classifier/classifier.ts";
import { buffersOf, CountersView } from "../../../host/classifier/counters.ts";
import type { DeviceRecord } from "../../../host/classifier/device.ts";
import type { FlowRecord } from "../../../host/classifier/flow.ts";
import type { FlowNames } from "../../../host/classifier/name.ts";
import { parseConfig } from "../../../host/config/load.ts";
import { EventDrain } from "../../../host/names/event-drain.ts";
import { compile, type VerdictPlan } from "../../../host/policy/compile.ts";
import { countWhole } from "../helper/dissector.ts";
import { loadClassifier } from "../helper/module.ts";
import { httpRequest, resolution } from "../names/helper/conversation.ts";

function send(classifier: Classifier, octets: Uint8Array, time: bigint): void {
  countWhole(classifier, LINKTYPE_RAW, octets, time);
}

function loaded(): Classifier {
  const classifier = loadClassifier("router");
  classifier.setLocalPrefixes([parsePrefix("10.0.0.0/8")!]);
  return classifier;
}

function talked(): Classifier {
  const classifier = loaded();
  for (const frame of resolution("asked.example", 0x08000001)) send(classifier, frame, 1n);
  for (let k = 0; k < 5; k++) send(classifier, httpRequest(k, 1, `host-${k}.example`), BigInt(2 + k));
  return classifier;
}

function deviceText({ kind, flows, identifier }: DeviceRecord): string {
  return `${kind} ${flows} ${identifier.high} ${identifier.low}`;
}

function cellsOf(counters: { eachCell(visit: (cell: CellRecord) => void): void }): unknown[] {
  const cells: unknown[] = [];
  counters.eachCell(({ number, device, country, flows, packetsUp, packetsDown, bytesUp, bytesDown }) =>
    cells.push([number, device, country, flows, packetsUp, packetsDown, bytesUp, bytesDown]),
  );
  return cells;
}

function flowText(flow: FlowRecord, names: FlowNames): string {
  const { local, remote, localPort, bytesUp, bytesDown, first } = flow;
  const claims = names.names.map(({ name, source }) => `${source}:${name}`);
  return [formatAddress(local), formatAddress(remote!), localPort, bytesUp, bytesDown, first, ...claims].join(
    " ",
  );
}

test("counters", () => {
  const classifier = talked();
  const copy = classifier.copyCounters();
  const expected = {
    totals: classifier.totals(),
    coverage: classifier.coverage(),
    devices: classifier.devices().map(deviceText),
    cells: cellsOf(classifier),
    flowCount: classifier.flowCount,
    notKept: classifier.notKept(),
  };
  // What has no row, and the device.
  assert.equal(expected.devices.length, 2);
  assert.ok(expected.coverage.ipBytesUp > 0);
  // What happens after the copy does not change it.
  send(classifier, httpRequest(9, 1, "later.example"), 100n);
  const view = new CountersView(structuredClone(copy, { transfer: buffersOf(copy) }));
  assert.equal(copy.cells.byteLength, 0);
  assert.deepEqual(
    {
      totals: view.totals(),
      coverage: view.coverage(),
      devices: Array.from({ length: view.deviceCount }, (_, number) => deviceText(view.device(number))),
      cells: cellsOf(view),
      flowCount: view.flowCount,
      notKept: view.notKept,
    },
    expected,
  );
  assert.ok(classifier.totals().frames > view.totals().frames);
});

test("a flow by its number; none beyond the last", () => {
  const classifier = talked();
  const all: string[] = [];
  classifier.eachFlow((flow) => all.push(flowText(flow, classifier.namesOf(flow))));
  assert.ok(all.some((text) => text.includes("http:host-1.example dns:asked.example")));
  const each = all.map((_, number) => classifier.flowAt(number)!);
  assert.deepEqual(
    each.map((flow) => flowText(flow, classifier.namesOf(flow))),
    all,
  );
  assert.equal(classifier.flowAt(all.length), undefined);
});

function planOf(file: object): VerdictPlan {
  return compile(parseConfig(new TextEncoder().encode(JSON.stringify(file))).config!.policy, true);
}

test("a new device and a flow that the policy flags are told", () => {
  const classifier = loaded();
  const told: string[] = [];
  const listener = {
    device: ({ device }: { device: DeviceRecord }) => told.push(`device ${formatAddress(device.identifier)}`),
    flowOpened: (event: { flow: FlowRecord; flowNames: FlowNames }) =>
      told.push(`flow ${event.flow.localPort} ${event.flowNames.names.map(({ name }) => name)}`),
  };
  const events = new EventDrain(classifier, listener);
  const walk = (octets: Uint8Array) => {
    send(classifier, octets, 1n);
    events.drain();
  };
  walk(httpRequest(0, 1, "host.example"));
  assert.deepEqual(told, ["device 10.0.0.1"]);
  classifier.loadPolicy(planOf({ bordertap: { unknown_country: "alert" } }), []);
  for (const frame of resolution("asked.example", 0x08000001)) walk(frame);
  walk(httpRequest(1, 1, "host.example"));
  const flows = () => told.filter((text) => text.startsWith("flow 1024"));
  assert.deepEqual(flows(), ["flow 1024 asked.example"]);
  classifier.loadPolicy(planOf({}), []);
  walk(httpRequest(2, 1, "host.example"));
  assert.equal(flows().length, 1);
});

test("events of kinds that nobody takes are not left", () => {
  const classifier = loaded();
  const kinds: string[] = [];
  const walk = (flow: number) => {
    send(classifier, httpRequest(flow, 1, "host.example"), 1n);
    classifier.takeEvents(({ kind }) => kinds.push(kind));
    return kinds.splice(0);
  };
  assert.deepEqual(walk(0), ["device", "name"]);
  new EventDrain(classifier, { device: () => {} });
  assert.deepEqual(walk(1), []);
  new EventDrain(classifier, { flowOpened: () => {} }, { name: () => {} });
  assert.deepEqual(walk(2), ["name"]);
});
