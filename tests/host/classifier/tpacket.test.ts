// The same packets from a file and from a ring: the same counters, to the octet.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import {
  BLOCK_LEN,
  LINKTYPE_ETHERNET,
  WALK_FULL,
  WALK_NEEDS_MORE,
  WALK_OUT_OF_BLOCK,
} from "../../../assembly/abi.ts";
import { parsePrefix } from "../../../host/address.ts";
import type { Classifier } from "../../../host/classifier/classifier.ts";
import { EventDrain } from "../../../host/names/event-drain.ts";
import { blockOf, type Packet } from "../helper/block.ts";
import { loadClassifier } from "../helper/module.ts";

const FILE_HEADER_SIZE = 24;
const RECORD_HEADER_SIZE = 16;
const PACKETS_PER_BLOCK = 500;
const SHIFT = 1_400_000_000_000_000_000n;

const capture = readFileSync(new URL("../../captures/phone-2014/phone-2014.pcap", import.meta.url));

function packetsOf(file: Buffer): Packet[] {
  const packets: Packet[] = [];
  for (let at = FILE_HEADER_SIZE; at < file.length; ) {
    const [seconds, microseconds, captured, length] = [0, 4, 8, 12].map((field) =>
      file.readUInt32LE(at + field),
    );
    const octets = new Uint8Array(file.subarray(at + RECORD_HEADER_SIZE, at + RECORD_HEADER_SIZE + captured));
    packets.push({ octets, length, time: BigInt(seconds) * 1_000_000_000n + BigInt(microseconds) * 1000n });
    at += RECORD_HEADER_SIZE + captured;
  }
  return packets;
}

function loaded(): Classifier {
  const classifier = loadClassifier("router");
  classifier.setLocalPrefixes([parsePrefix("192.168.0.0/16")!]);
  return classifier;
}

function fromFile(): Classifier {
  const classifier = loaded();
  const events = new EventDrain(classifier);
  for (let at = FILE_HEADER_SIZE; at < capture.length; ) {
    const part = capture.subarray(at, at + classifier.batch.length);
    classifier.batch.set(part);
    let used = 0;
    do {
      used = classifier.walkPcap(used, part.length, LINKTYPE_ETHERNET, 0, false);
      events.drain();
    } while (classifier.walkStop === WALK_FULL);
    at += used;
  }
  return classifier;
}

function fromRing(): Classifier {
  const classifier = loaded();
  const events = new EventDrain(classifier);
  const packets = packetsOf(capture);
  for (let first = 0; first < packets.length; first += PACKETS_PER_BLOCK) {
    const block = blockOf(packets.slice(first, first + PACKETS_PER_BLOCK));
    classifier.batch.set(block);
    const end = classifier.batchView.getUint32(BLOCK_LEN, true);
    let position = 0;
    do {
      position = classifier.walkTpacket(position, end, LINKTYPE_ETHERNET, 0, SHIFT, false);
      events.drain();
    } while (classifier.walkStop === WALK_FULL);
    assert.deepEqual([classifier.walkStop, position], [WALK_NEEDS_MORE, end]);
  }
  return classifier;
}

function flowsOf(classifier: Classifier, shift: bigint): unknown[] {
  const flows: unknown[] = [];
  classifier.eachFlow((flow) => {
    const { local, remote, localPort, remotePort, protocol, device, cell, answer } = flow;
    const { packetsUp, packetsDown, bytesUp, bytesDown, first, last } = flow;
    flows.push([local, remote, localPort, remotePort, protocol, device, cell, answer]);
    flows.push([packetsUp, packetsDown, bytesUp, bytesDown, first! + shift, last! + shift]);
    flows.push(classifier.namesOf(flow));
  });
  return flows;
}

test("a ring counts what a file counts", () => {
  const [file, ring] = [fromFile(), fromRing()];
  const [ofFile, ofRing] = [file.copyCounters(), ring.copyCounters()];
  assert.ok(file.totals().frames > 1000);
  assert.ok(file.coverage().ipBytesUp > 0);
  assert.deepEqual(ring.totals().firstTime, file.totals().firstTime! - SHIFT);
  assert.deepEqual(
    { ...ring.totals(), firstTime: 0n, lastTime: 0n },
    { ...file.totals(), firstTime: 0n, lastTime: 0n },
  );
  assert.deepEqual(new Uint8Array(ofRing.coverage), new Uint8Array(ofFile.coverage));
  assert.deepEqual(new Uint8Array(ofRing.devices), new Uint8Array(ofFile.devices));
  assert.deepEqual(new Uint8Array(ofRing.cells), new Uint8Array(ofFile.cells));
  assert.deepEqual(ofRing.notKept, ofFile.notKept);
  assert.deepEqual(flowsOf(ring, SHIFT), flowsOf(file, 0n));
});

test("a block that leads out of itself ends the walk", () => {
  const classifier = loaded();
  const block = blockOf(packetsOf(capture).slice(0, 2));
  classifier.batch.set(block);
  const position = classifier.walkTpacket(0, block.length - 16, LINKTYPE_ETHERNET, 0, 0n, false);
  assert.equal(classifier.walkStop, WALK_OUT_OF_BLOCK);
  assert.ok(position < block.length);
  assert.equal(classifier.totals().frames, 1);
});

test("the replay build has no ring", () =>
  assert.throws(() => loadClassifier("replay").walkTpacket(0, 48, LINKTYPE_ETHERNET, 0, 0n, false)));
