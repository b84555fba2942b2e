// What many frames of one walk do to names: the host hears of them only when the walk is over.

import assert from "node:assert/strict";
import test from "node:test";
import { BATCH_SIZE, LINKTYPE_RAW } from "../../../assembly/abi.ts";
import { EventDrain } from "../../../host/names/event-drain.ts";
import { Dissection } from "../../../host/report/dissection.ts";
import { writeRecord } from "../helper/dissector.ts";
import { loadClassifier } from "../helper/module.ts";
import { udp } from "./helper/conversation.ts";
import { RFC_9001 } from "./quic/helper/samples.ts";

const CAPTURED_MAX = 262_144;
const RECORD_HEADER_SIZE = 24;

test("an Initial is opened whatever follows it in its walk", () => {
  const classifier = loadClassifier("router");
  const frames = [RFC_9001.datagram, ...Array.from({ length: 300 }, () => new Uint8Array(1200).fill(0x40))];
  let at = 0;
  for (const payload of frames) {
    const octets = udp(50_000, 443, payload);
    at = writeRecord(classifier, at, {
      octets,
      linkType: LINKTYPE_RAW,
      captured: octets.length,
      length: octets.length,
    });
  }
  classifier.walkRecords(0, at, false);
  const names: string[] = [];
  new EventDrain(classifier, { name: ({ name }) => names.push(`${name.source} ${name.name}`) }).drain();
  assert.deepEqual(names, ["quic example.com"]);
});

test("the longest records that may be DNS leave room for each other's events", () => {
  const classifier = loadClassifier("router");
  const dissection = new Dissection(classifier, () => null);
  // UDP length 0, as of a jumbogram, and IP total length 0, as offload writes it: the record's end bounds the message.
  const jumbo = (size: number) => {
    const octets = udp(50_000, 53, new Uint8Array(size - 28));
    const view = new DataView(octets.buffer);
    view.setUint16(2, 0);
    view.setUint16(24, 0);
    return octets;
  };
  const sizes = [1, 1, 1].map(() => CAPTURED_MAX - 32);
  sizes.push(BATCH_SIZE - sizes.length * (CAPTURED_MAX - 32 + RECORD_HEADER_SIZE) - RECORD_HEADER_SIZE);
  let end = 0;
  for (const size of sizes) {
    const octets = jumbo(size);
    end = writeRecord(classifier, end, { octets, linkType: LINKTYPE_RAW, captured: size, length: size });
  }
  assert.ok(end <= BATCH_SIZE);
  let frames = 0;
  for (let from = 0; from < end; ) {
    from = classifier.walkRecords(from, end, true);
    for (const { dns } of dissection.take()) {
      frames++;
      assert.equal(dns?.response, false);
    }
  }
  assert.equal(frames, sizes.length);
});
