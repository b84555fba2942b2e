// More devices than the device table holds: nothing is lost, and what has no row of its own is counted.

import assert from "node:assert/strict";
import test from "node:test";
import { LINKTYPE_RAW } from "../../../assembly/abi.ts";
import { parsePrefix } from "../../../host/address.ts";
import type { CountryTable } from "../../../host/geo/table.ts";
import { FlowBook } from "../../../host/names/flow-book.ts";
import { ReplayReport } from "../../../host/report/replay.ts";
import { writeRecord } from "../helper/dissector.ts";
import { knownDevices } from "../helper/known.ts";
import { loadClassifier } from "../helper/module.ts";
import { rawUdp } from "../helper/packets.ts";

/** The router's, less the row for what has none. */
const DEVICES_KEPT = 1023;
const DEVICES = DEVICES_KEPT + 77;
const LENGTH = 100;

test("devices beyond the table share one row without a name", () => {
  const classifier = loadClassifier("router");
  classifier.setLocalPrefixes([parsePrefix("10.0.0.0/8")!]);
  let at = 0;
  for (let device = 0; device < DEVICES; device++) {
    const octets = rawUdp(0);
    const view = new DataView(octets.buffer);
    view.setUint32(12, 0x0a000000 + device);
    view.setUint32(16, 0x08080808);
    const record = { octets, linkType: LINKTYPE_RAW, captured: octets.length, length: LENGTH, time: 0n };
    at = writeRecord(classifier, at, record);
  }
  classifier.walkRecords(0, at, false);

  const table = { codeOf: () => "ZZ" } as unknown as CountryTable;
  const nothing = { interfaces: [], damage: [] };
  const known = knownDevices();
  const report = new ReplayReport(classifier, new FlowBook(classifier), nothing, { table, known });
  assert.equal(report.flowsRefused, DEVICES - DEVICES_KEPT);
  const devices = report.devices();
  assert.equal(devices.length, DEVICES_KEPT + 1);
  const nameless = devices.filter(({ device }) => device === undefined);
  assert.deepEqual(
    nameless.map(({ countries }) => countries.map(({ flows, bytesUp }) => [flows, bytesUp])),
    [[[DEVICES - DEVICES_KEPT, (DEVICES - DEVICES_KEPT) * LENGTH]]],
  );
  const bytes = devices.flatMap(({ countries }) => countries.map(({ bytesUp }) => bytesUp));
  assert.equal(
    bytes.reduce((a, b) => a + b),
    DEVICES * LENGTH,
  );
});
