// Damaged frames between few addresses, counted by the classifier and by the contract's rules written once more
// (tests/differential/naive.ts): the same flows, devices and countries.

import assert from "node:assert/strict";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { BATCH_SIZE, FRAMES_MAX } from "../../assembly/abi.ts";
import { parsePrefix } from "../../host/address.ts";
import type { CaptureSource } from "../../host/capture/source.ts";
import type { Classifier } from "../../host/classifier/classifier.ts";
import { loadCountryTable } from "../../host/geo/table.ts";
import { FlowBook } from "../../host/names/flow-book.ts";
import { Dissection } from "../../host/report/dissection.ts";
import type { FlowReport } from "../../host/report/flows.ts";
import type { FrameReport } from "../../host/report/frames.ts";
import { ReplayReport } from "../../host/report/replay.ts";
import { naiveReplay } from "../differential/naive.ts";
import { compareReplays } from "../differential/replay-comparison.ts";
import { type Record, writeRecord } from "../host/helper/dissector.ts";
import { knownDevices } from "../host/helper/known.ts";
import { loadClassifier } from "../host/helper/module.ts";
import { Random } from "../host/helper/random.ts";
import { type SeedFrame, seedFrames } from "./corpus.ts";
import { mutated } from "./mutation.ts";

const seconds = Number(process.env.FUZZ_SECONDS ?? 3);
const seed = Number(process.env.FUZZ_SEED ?? 1);
const FRAMES = FRAMES_MAX;
/** Whole frames make conversations, damaged ones disturb them. */
const DAMAGED_OF_8 = 3;
const TCP = 6;
const TCP_FLAGS_AT = 13;
const SYN_ACK = 0x12;

const IPV4_SEEDS = ["c0000201", "c6336402"];
const IPV4_POOL = "c0a80102 c0a801ff 08080808 01010101 00000000 ffffffff e00000fb 64400001 0a000001".split(
  " ",
);
const IPV6_SEEDS = ["20010db8000000000000000000000001", "20010db8000000010000000000000002"];
const IPV6_POOL = [
  "00000000000000000000000000000000",
  "fe800000000000000000000000000001",
  "ff020000000000000000000000000001",
  "20014860486000000000000000008888",
  "2a000000000000000000000000000001",
  "fd000000000000000000000000000001",
];
const MAC_SEEDS = ["020000000001", "020000000002"];
const MAC_POOL = ["020000000001", "020000000002", "02000000000a", "ffffffffffff", "01005e0000fb"];
const LOCALS = [[], ["8.0.0.0/8", "2a00::/16"], ["192.168.1.255/32", "10.0.0.0/8", "fe80::/10"]];

const table = loadCountryTable(fileURLToPath(new URL("../../dist/geo.table", import.meta.url)));
const frames = seedFrames().filter(({ linkType }) => linkType !== 127);
const nothing: CaptureSource = {
  interfaces: [],
  damage: [],
  position: 0,
  size: undefined,
  close() {},
  *walks() {},
};

/** The frame with other ends: each address and MAC of the documents becomes one of its pool. */
function peopled({ octets }: SeedFrame, random: Random): Uint8Array {
  let hex = Buffer.from(octets).toString("hex");
  const pools = [
    [IPV4_SEEDS, IPV4_POOL],
    [IPV6_SEEDS, IPV6_POOL],
    [MAC_SEEDS, MAC_POOL],
  ];
  for (const [seeds, pool] of pools) for (const end of seeds) hex = hex.replace(end, random.pick(pool));
  return Uint8Array.from(Buffer.from(hex, "hex"));
}

function recordsOf(random: Random): Record[] {
  return Array.from({ length: FRAMES }, (_, k) => {
    const base = random.pick(frames);
    const whole = peopled(base, random);
    const octets =
      random.below(8) < DAMAGED_OF_8 ? mutated(whole, random, random.pick(frames).octets) : whole;
    const captured = octets.length;
    const length = captured + random.below(100);
    const { linkType, bigEndian } = base;
    return { octets, linkType, bigEndian, captured, length, time: BigInt(1000 + random.below(50) * k) };
  });
}

function dissected(classifier: Classifier, records: readonly Record[]): FrameReport[] {
  classifier.walkRecords(0, filled(classifier, records), true);
  const reports = [...new Dissection(classifier, table.codeOf).take()];
  return reports.map((report) => JSON.parse(JSON.stringify(report)));
}

function filled(classifier: Classifier, records: readonly Record[]): number {
  const end = records.reduce((at, record) => writeRecord(classifier, at, record), 0);
  assert.ok(end <= BATCH_SIZE, "the records do not fit into one batch");
  return end;
}

/** Where the ports end is where dissect starts to print them; the flags follow, if they are captured. */
function isSynAck(classifier: Classifier, record: Record, report: FrameReport): boolean {
  const isPrinted = (captured: number) =>
    dissected(classifier, [{ ...record, captured }])[0].sourcePort === report.sourcePort;
  let [without, withPorts] = [0, record.captured];
  while (without + 1 < withPorts) {
    const middle = (without + withPorts) >> 1;
    if (isPrinted(middle)) withPorts = middle;
    else without = middle;
  }
  const flags = record.octets.subarray(0, record.captured)[withPorts - 4 + TCP_FLAGS_AT] ?? 0;
  return (flags & SYN_ACK) === SYN_ACK;
}

test(`flows of damaged frames, seed ${seed}`, (t) => {
  const end = performance.now() + seconds * 1000;
  const describing = loadClassifier("router");
  describing.loadGeo(table.image);
  let rounds = 0;
  for (; performance.now() < end; rounds++) {
    const random = new Random(seed * 1_000_003 + rounds);
    const drawn = recordsOf(random);
    // Of a TCP header that is not whole, isSynAck cannot tell flags from what stands behind the datagram.
    const first = dissected(describing, drawn);
    const records = drawn.filter((_, k) => first[k].protocol !== TCP || first[k].outcome === "OK");
    const reports = dissected(describing, records);
    const local = LOCALS[rounds % LOCALS.length];
    const naive = naiveReplay(reports, local, (frame) =>
      isSynAck(describing, records[frame - 1], reports[frame - 1]),
    );

    const classifier = loadClassifier("router");
    classifier.loadGeo(table.image);
    classifier.setLocalPrefixes(local.map((prefix) => parsePrefix(prefix)!));
    classifier.walkRecords(0, filled(classifier, records), false);
    const replay = new ReplayReport(classifier, new FlowBook(classifier), nothing, {
      table,
      known: knownDevices(),
    });
    const { flowsNotListed } = replay;
    const [countries, devices] = [replay.countries(), replay.devices()];
    const flows: FlowReport[] = [];
    replay.eachFlow((flow) => flows.push(flow));
    const what = `FUZZ_SEED=${seed}, round ${rounds}, --local ${local.join(" ")}`;
    compareReplays({ countries, devices: devices as never, flows, flowsNotListed }, naive, what);
  }
  t.diagnostic(`${rounds} rounds of ${FRAMES} frames`);
});
