// What an enforced policy refuses, from frames to what the daemon tells: attempted, never sent or received.

import assert from "node:assert/strict";
import test from "node:test";
import { BLOCK_LEN, LINKTYPE_ETHERNET } from "../../../assembly/abi.ts";
import { parsePrefix } from "../../../host/address.ts";
import type { Classifier } from "../../../host/classifier/classifier.ts";
import { buffersOf, CountersView } from "../../../host/classifier/counters.ts";
import type { Build } from "../../../host/classifier/module.ts";
import { parseConfig } from "../../../host/config/load.ts";
import { CellReadings } from "../../../host/daemon/cell-readings.ts";
import { Counted } from "../../../host/daemon/counted.ts";
import { Sums } from "../../../host/daemon/sums.ts";
import { EventDrain } from "../../../host/names/event-drain.ts";
import { compile } from "../../../host/policy/compile.ts";
import { type FlowReport, flowReport } from "../../../host/report/flows.ts";
import { blockOf } from "../helper/block.ts";
import { writeRecord } from "../helper/dissector.ts";
import { loadClassifier } from "../helper/module.ts";
import { joined } from "../helper/octets.ts";
import { httpRequest, udp } from "../names/helper/conversation.ts";
import { quicInitial } from "../names/quic/helper/hello.ts";

const DEVICE = [2, 0, 0, 0, 0, 1];
const ROUTER = [2, 0, 0, 0, 0, 254];
const ETHER_SIZE = 14;
/** In a packet of IPv4. */
const ADDRESSES_AT = 12;
const TCP_AT = 20;
const [RST_ACK, SYN] = [0x14, 0x02];

/** Upwards, in Ethernet. */
function up(packet: Uint8Array): Uint8Array {
  return joined(Uint8Array.from([...ROUTER, ...DEVICE, 8, 0]), packet);
}

function down(packet: Uint8Array): Uint8Array {
  return joined(Uint8Array.from([...DEVICE, ...ROUTER, 8, 0]), packet);
}

/** A segment without data of the flow that `request` is of, from before it. */
function segment(request: Uint8Array, flags: number, isBack: boolean): Uint8Array {
  const packet = request.slice(0, TCP_AT + 20);
  packet[3] = packet.length;
  // A SYN takes one.
  packet.fill(0, TCP_AT + 4, TCP_AT + 8);
  packet[TCP_AT + 12] = 0x50;
  packet[TCP_AT + 13] = flags;
  if (!isBack) return packet;
  swap(packet, ADDRESSES_AT, 4);
  swap(packet, TCP_AT, 2);
  return packet;
}

function swap(octets: Uint8Array, at: number, size: number): void {
  const first = octets.slice(at, at + size);
  octets.copyWithin(at, at + size, at + 2 * size);
  octets.set(first, at + size);
}

/** What the router, 10.0.0.254, says of a packet: administratively prohibited. */
function prohibited(packet: Uint8Array): Uint8Array {
  const total = 28 + packet.length;
  const header = [0x45, 0, total >> 8, total & 255, 0, 1, 0, 0, 64, 1, 0, 0, 10, 0, 0, 254, 10, 0, 0, 1];
  return joined(Uint8Array.from([...header, 3, 13, 0, 0, 0, 0, 0, 0]), packet);
}

/** All that is public is refused, but for good.example; no country table is loaded. */
function enforcing(build: Build = "router", isEnforcing = true): Classifier {
  const classifier = loadClassifier(build);
  classifier.setLocalPrefixes([parsePrefix("10.0.0.0/8")!]);
  const file = {
    bordertap: { unknown_country: "block", block_with: "reject" },
    exception: [{ host: ["good.example"], action: "off" }],
  };
  const { config, mistakes } = parseConfig(new TextEncoder().encode(JSON.stringify(file)));
  assert.ok(config, JSON.stringify(mistakes));
  classifier.loadPolicy(compile(config.policy, isEnforcing), []);
  return classifier;
}

/** Walks frames as records, and takes what they leave. */
function walk(classifier: Classifier, ...frames: readonly Uint8Array[]): void {
  let at = 0;
  for (const octets of frames) {
    const record = { octets, linkType: LINKTYPE_ETHERNET, captured: octets.length, length: octets.length };
    at = writeRecord(classifier, at, { ...record, time: 1n });
  }
  classifier.walkRecords(0, at, false);
  new EventDrain(classifier).drain();
}

/** The same as a block of the ring. */
function walkBlock(classifier: Classifier, ...frames: readonly Uint8Array[]): void {
  classifier.batch.set(blockOf(frames.map((octets) => ({ octets, length: octets.length, time: 1n }))));
  const end = classifier.batchView.getUint32(BLOCK_LEN, true);
  assert.equal(classifier.walkTpacket(0, end, LINKTYPE_ETHERNET, 0, 0n, false), end);
  new EventDrain(classifier).drain();
}

function flowsOf(classifier: Classifier): FlowReport[] {
  const flows: FlowReport[] = [];
  const context = {
    devices: classifier.devices(),
    codeOf: (country: number) => (country === 0 ? null : "ZZ"),
    attemptedOf: (flow: Parameters<Classifier["attemptedOf"]>[0]) => classifier.attemptedOf(flow),
  };
  classifier.eachFlow((flow) => flows.push(flowReport(flow, classifier.namesOf(flow), context)));
  return flows;
}

/** What the daemon would say, by way of another thread. */
function countedOf(classifier: Classifier): Counted {
  const copy = classifier.copyCounters();
  const counters = structuredClone(copy, { transfer: buffersOf(copy) });
  const sums = new Sums();
  new CellReadings(sums).read({ counters, codes: [] });
  return new Counted(sums).addRunning({ counters, codes: [], statistics: {} });
}

const NONE = { packetsUp: 0, packetsDown: 0, bytesUp: 0, bytesDown: 0 };
const refusedRequest = httpRequest(1, 1, "evil.example");

test("a refused connection is attempted, and the reset to it nobody's, from records and from a ring", () => {
  const frames = [
    up(segment(refusedRequest, SYN, false)),
    down(segment(refusedRequest, RST_ACK, true)),
    up(segment(refusedRequest, SYN, false)),
    down(segment(refusedRequest, RST_ACK, true)),
  ];
  for (const walkAll of [walk, walkBlock]) {
    const classifier = enforcing();
    // Without the exception's name nothing is waited for.
    classifier.loadPolicy(planWithoutNames(), []);
    walkAll(classifier, ...frames);
    const [flow, ...others] = flowsOf(classifier);
    assert.deepEqual(others, []);
    const { verdict, packetsUp, packetsDown, bytesUp, bytesDown } = flow;
    assert.deepEqual({ packetsUp, packetsDown, bytesUp, bytesDown }, NONE);
    assert.deepEqual([verdict, flow.packetsAttempted, flow.bytesAttempted], ["reject", 2, 108]);
    const { sums, totals } = countedOf(classifier);
    assert.deepEqual(sums.attempted, { packetsAttempted: 2, bytesAttempted: 108 });
    const [country] = sums.countries();
    assert.deepEqual(
      [country.flows, country.packetsUp, country.bytesDown, country.packetsAttempted, country.bytesAttempted],
      [1, 0, 0, 2, 108],
    );
    assert.deepEqual([totals.frames, totals.bytes, totals.refusalsSeen, totals.ipBytes], [4, 216, 2, 0]);
  }
});

function planWithoutNames() {
  const file = { bordertap: { unknown_country: "block", block_with: "reject" } };
  return compile(parseConfig(new TextEncoder().encode(JSON.stringify(file))).config!.policy, true);
}

test("a name that is waited for: the handshake passes, the request that says it does not", () => {
  const classifier = enforcing();
  const synAck = down(segment(refusedRequest, 0x12, true));
  walk(classifier, up(segment(refusedRequest, SYN, false)), synAck, up(refusedRequest), up(refusedRequest));
  const [refused] = flowsOf(classifier);
  assert.equal(refused.host, "evil.example");
  assert.deepEqual([refused.packetsUp, refused.packetsDown, refused.packetsAttempted], [1, 1, 2]);
  assert.equal(refused.bytesAttempted, 2 * (ETHER_SIZE + refusedRequest.length));
  const good = httpRequest(2, 1, "good.example");
  walk(classifier, up(segment(good, SYN, false)), up(good));
  const [, accepted] = flowsOf(classifier);
  assert.deepEqual([accepted.verdict, accepted.packetsUp, accepted.packetsAttempted], ["accept", 2, 0]);
});

test("a QUIC Initial is attempted when its name is known", () => {
  const classifier = enforcing();
  const evil = up(udp(5001, 443, quicInitial("evil.example")));
  const good = up(udp(5002, 443, quicInitial("good.example")));
  walk(classifier, evil, good, evil);
  const [refused, accepted] = flowsOf(classifier);
  assert.deepEqual([refused.host, refused.hostSource], ["evil.example", "quic"]);
  assert.deepEqual([refused.packetsUp, refused.bytesUp], [0, 0]);
  assert.deepEqual([refused.packetsAttempted, refused.bytesAttempted], [2, 2 * evil.length]);
  assert.deepEqual([accepted.host, accepted.packetsUp, accepted.packetsAttempted], ["good.example", 1, 0]);
  walk(classifier, evil);
  assert.equal(flowsOf(classifier)[0].packetsAttempted, 3);
  assert.equal(countedOf(classifier).totals.ipBytes, good.length - ETHER_SIZE);
});

test("an ICMP error of the router about a refused packet is nobody's", () => {
  const classifier = enforcing();
  classifier.loadPolicy(planWithoutNames(), []);
  const packet = udp(5003, 9999, new Uint8Array(600));
  // As much of it as the tap takes of frames to devices.
  walk(classifier, up(packet), down(prohibited(packet)), down(prohibited(packet).slice(0, 148)));
  const flows = flowsOf(classifier);
  assert.equal(flows.length, 1);
  assert.deepEqual([flows[0].packetsAttempted, flows[0].bytesAttempted], [1, ETHER_SIZE + packet.length]);
  assert.deepEqual([classifier.refusalsSeen, classifier.totals().frames], [2, 3]);
});

test("what was sent before a policy refused it stays sent", () => {
  const classifier = enforcing("router", false);
  const packet = udp(5004, 9999, new Uint8Array(100));
  walk(classifier, up(packet));
  classifier.loadPolicy(planWithoutNames(), []);
  classifier.judgeAll();
  walk(classifier, up(packet), up(packet));
  const [{ packetsUp, packetsAttempted }] = flowsOf(classifier);
  assert.deepEqual([packetsUp, packetsAttempted], [1, 2]);
  const view = new CountersView(classifier.copyCounters());
  view.eachCell(({ flows, packetsUp, packetsAttempted }) => {
    if (flows > 0) assert.deepEqual([packetsUp, packetsAttempted], [1, 2]);
  });
});

test("a capture refuses nothing, and nobody counts it", () => {
  const classifier = enforcing("replay");
  walk(classifier, up(udp(5005, 9999, new Uint8Array(100))));
  const [flow] = flowsOf(classifier);
  assert.deepEqual([flow.packetsUp, "packetsAttempted" in flow], [1, false]);
  classifier.eachCell(({ packetsAttempted }) => assert.equal(packetsAttempted, undefined));
  assert.equal(classifier.copyCounters().cellAttempts.byteLength, 0);
});
