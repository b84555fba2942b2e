// The cost of a packet by how many flows are alive: one small UDP packet a record, its flow drawn at random, every
// flow opened before the clock starts.
//
//   node scale.js FLOWS PACKETS RUNS       prints one line a run: flows, nanoseconds per packet

import { BATCH_SIZE, LINKTYPE_ETHERNET, PCAP_HEADER_SIZE } from "../../assembly/abi.ts";
import { Classifier } from "../../host/classifier/classifier.ts";

const FRAME_SIZE = 60;
const RECORD_SIZE = PCAP_HEADER_SIZE + FRAME_SIZE;
const IP = PCAP_HEADER_SIZE + 14;

/** Writes the record of flow `flow`: 10.x.y.z, one of 256 ports, to 8.8.8.8:443. */
function writeRecord(into: DataView, at: number, flow: number): void {
  into.setUint32(at + 8, FRAME_SIZE, true);
  into.setUint32(at + 12, FRAME_SIZE, true);
  into.setUint32(at + PCAP_HEADER_SIZE + 8, flow >>> 8);
  into.setUint16(at + PCAP_HEADER_SIZE + 12, 0x0800);
  into.setUint8(at + IP, 0x45);
  into.setUint16(at + IP + 2, FRAME_SIZE - 14);
  into.setUint8(at + IP + 9, 17);
  into.setUint32(at + IP + 12, 0x0a000000 | (flow >>> 8));
  into.setUint32(at + IP + 16, 0x08080808);
  into.setUint16(at + IP + 20, 1024 + (flow & 255));
  into.setUint16(at + IP + 22, 443);
  into.setUint16(at + IP + 24, FRAME_SIZE - 34);
}

/** A pseudo-random order that is the same in every run (xorshift32). */
function* draws(count: number, below: number): Generator<number> {
  let x = 2463534242;
  for (let k = 0; k < count; k++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    yield (x >>> 0) % below;
  }
}

function records(flows: Iterable<number>, count: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(count * RECORD_SIZE));
  let at = 0;
  for (const flow of flows) {
    writeRecord(view, at, flow);
    at += RECORD_SIZE;
  }
  return new Uint8Array(view.buffer);
}

function classify(classifier: Classifier, capture: Uint8Array): void {
  const step = Math.floor(BATCH_SIZE / RECORD_SIZE) * RECORD_SIZE;
  for (let at = 0; at < capture.length; at += step) {
    const part = capture.subarray(at, at + step);
    classifier.batch.set(part);
    classifier.walkPcap(0, part.length, LINKTYPE_ETHERNET, 0, false);
  }
}

const [flows, packets, runs] = process.argv.slice(2).map(Number);
const classifier = Classifier.load("replay");
classify(classifier, records(Array(flows).keys(), flows));
const capture = records(draws(packets, flows), packets);
for (let run = 0; run < runs; run++) {
  const start = process.hrtime.bigint();
  classify(classifier, capture);
  const nanoseconds = Number(process.hrtime.bigint() - start);
  console.log(`${classifier.flowCount} ${(nanoseconds / packets).toFixed(2)}`);
}
