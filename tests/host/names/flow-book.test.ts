// More flows than the flow table holds, each of which said a name or was looked up before: what leaves the table keeps
// its names, and what returns is one flow with all of them.

import assert from "node:assert/strict";
import test from "node:test";
import { BATCH_SIZE, LINKTYPE_RAW, WALK_FULL } from "../../../assembly/abi.ts";
import { parsePrefix } from "../../../host/address.ts";
import type { CountryTable } from "../../../host/geo/table.ts";
import { EventDrain } from "../../../host/names/event-drain.ts";
import { FlowBook } from "../../../host/names/flow-book.ts";
import type { FlowReport } from "../../../host/report/flows.ts";
import { ReplayReport } from "../../../host/report/replay.ts";
import { writeRecord } from "../helper/dissector.ts";
import { knownDevices } from "../helper/known.ts";
import { loadClassifier } from "../helper/module.ts";
import { httpRequest, resolution } from "./helper/conversation.ts";
import { sourceOf } from "./helper/source.ts";

const TABLE_SIZE = 65536;
const FLOWS = TABLE_SIZE + 6000;
/** Flows that speak twice: the second time, most have left the table. */
const SPEAK_TWICE = 3000;
const HOSTS = 500;
const ANSWERS = 200;

function host(k: number): string {
  return `host-${k % HOSTS}.example`;
}

const classifier = loadClassifier("router");
classifier.setLocalPrefixes([parsePrefix("10.0.0.0/8")!]);
const book = new FlowBook(classifier);
const events = new EventDrain(classifier, book);
let held = 0;
let time = 0;

function walk(): void {
  let from = 0;
  do {
    from = classifier.walkRecords(from, held, false);
    events.drain();
  } while (classifier.walkStop === WALK_FULL);
  held = 0;
}

function send(octets: Uint8Array): void {
  if (held + octets.length + 32 > BATCH_SIZE) walk();
  const record = { octets, linkType: LINKTYPE_RAW, captured: octets.length, length: octets.length };
  held = writeRecord(classifier, held, { ...record, time: BigInt(++time) });
}

for (let k = 0; k < ANSWERS; k++)
  for (const frame of resolution(`asked-${k}.example`, 0x08000000 + k)) send(frame);
for (let k = 0; k < FLOWS; k++) send(httpRequest(k, 1, host(k)));
for (let k = 0; k < SPEAK_TWICE; k++) send(httpRequest(k, 1000, `again.${host(k)}`));
walk();

const table = { codeOf: () => "ZZ", geoReport: { sources: [] } } as unknown as CountryTable;
const report = new ReplayReport(classifier, book, sourceOf(LINKTYPE_RAW), { table, known: knownDevices() });
const flows = new Map<number, FlowReport>();
report.eachFlow((flow) => {
  if (flow.remotePort === 80)
    flows.set(Number(flow.remote!.split(".")[3]) + 256 * (flow.localPort! - 1024), flow);
});

test("every flow is listed once", () => assert.equal(flows.size, FLOWS));

test("each with what it said, then what its device had asked for", () => {
  for (let k = 0; k < FLOWS; k++) {
    const { host: first, hostSource, names } = flows.get(k)!;
    const again = k < SPEAK_TWICE ? [{ name: `again.${host(k)}`, source: "http" }] : [];
    const asked = k % 256 < ANSWERS ? [{ name: `asked-${k % 256}.example`, source: "dns" }] : [];
    assert.deepEqual(names, [{ name: host(k), source: "http" }, ...again, ...asked], `flow ${k}`);
    assert.deepEqual([first, hostSource], [host(k), "http"]);
  }
});

test("nothing was refused, though every name came and went many times", () =>
  assert.equal(book.namesNotKept.names, 0));
