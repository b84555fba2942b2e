// DNS as it passes an interface, learned before the next frame is classified.

import assert from "node:assert/strict";
import test from "node:test";
import { LINKTYPE_ETHERNET, LINKTYPE_RAW, QUEUE_AREA_SIZE } from "../../../assembly/abi.ts";
import { parsePrefix } from "../../../host/address.ts";
import { DnsEar } from "../../../host/capture/dns-ear.ts";
import type { LiveInterface } from "../../../host/capture/live.ts";
import type { Classifier } from "../../../host/classifier/classifier.ts";
import { Poll } from "../../../host/ffi/socket.ts";
import { frame, packetsOf, SYN, tcp, udp } from "../../lab/ip-packet.ts";
import { type End, layCable, plugIn } from "../ffi/helper/cable.ts";
import { writeRecord } from "../helper/dissector.ts";
import { message, name, POINTER, queryOf, question, record } from "../helper/dns-message.ts";
import { loadClassifier } from "../helper/module.ts";
import { asRoot, ip } from "../helper/namespace.ts";

const PHONE = { mac: "02:00:00:00:00:07", address: "192.168.1.7" };
const ROUTER = { mac: "02:00:00:00:00:01", address: "192.168.1.1" };
const REMOTE = "198.51.100.9";
const DAY_NS = 86_400_000_000_000n;
const NOW = 10n * DAY_NS;
const LOCAL = [parsePrefix("192.168.2.0/24")!];
const A = 1;
const MANY = 300;

function liveOf({ name, index }: End, linkType = LINKTYPE_ETHERNET): LiveInterface {
  return { name, index, linkType, elsewhere: { prefixes: [], own: [] }, home: [] };
}

/** What the phone asks the router. */
function query(host: string): Uint8Array {
  const payload = queryOf(question(name(host), A));
  const ends = { source: PHONE.address, destination: ROUTER.address };
  const [packet] = packetsOf(ends, udp({ sourcePort: 40_000, destinationPort: 53 }, payload), 1);
  return frame(PHONE.mac, ROUTER.mac, packet);
}

/** What the router says to the phone. */
function answer(host: string, address: readonly number[], padding = 0): Uint8Array {
  const asked = question(name(host), A);
  const told = record(POINTER, A, 300, Uint8Array.from(address));
  const payload = new Uint8Array([...message([[asked], [told]]), ...new Uint8Array(padding)]);
  const ends = { source: ROUTER.address, destination: PHONE.address };
  const [packet] = packetsOf(ends, udp({ sourcePort: 53, destinationPort: 40_000 }, payload), 1);
  return frame(ROUTER.mac, PHONE.mac, packet);
}

function syn(destination: string): Uint8Array {
  const ends = { source: PHONE.address, destination };
  const [packet] = packetsOf(ends, tcp({ sourcePort: 41_000, destinationPort: 443 }, SYN, 1), 1);
  return frame(PHONE.mac, ROUTER.mac, packet);
}

/** By which names a classifier knows the flow that a SYN opens. */
function namesOf(classifier: Classifier, destination: string): string[] {
  const octets = syn(destination);
  const { length } = octets;
  const end = writeRecord(classifier, 0, {
    linkType: LINKTYPE_ETHERNET,
    length,
    captured: length,
    time: NOW,
    octets,
  });
  classifier.walkRecords(0, end, false);
  let names: string[] = [];
  classifier.eachFlow((flow) => {
    if (flow.remotePort === 443)
      names = classifier.namesOf(flow).names.map(({ name, source }) => `${name} ${source}`);
  });
  classifier.takeEvents(() => {});
  return names;
}

test(
  "what a device was told is known before its next frame; nothing but DNS is heard",
  asRoot,
  async (context) => {
    const { near, far } = await layCable(context);
    const ear = new DnsEar(liveOf(near));
    context.after(() => ear.close());
    const classifier = loadClassifier("router");
    const poll = new Poll([ear.descriptor]);
    far.send(syn(REMOTE));
    poll.wait(0);
    assert.equal(poll.isReady(0), false);
    assert.equal(ear.hear(classifier, NOW), true);
    assert.equal(classifier.totals().frames, 0);

    // The query comes in by the interface, and dnsmasq's answer leaves by it.
    far.send(query("bad.example"));
    near.send(answer("bad.example", [198, 51, 100, 9]));
    poll.wait(0);
    assert.equal(poll.isReady(0), true);
    assert.equal(ear.hear(classifier, NOW), true);
    classifier.takeEvents(() => {});
    assert.equal(classifier.totals().frames, 2);
    assert.deepEqual(namesOf(classifier, REMOTE), ["bad.example dns"]);
    assert.deepEqual(ear.statistics(), { packets: 2, dropped: 0 });
  },
);

test(
  "what finds no room in the batch waits for the next time, and the queue's slots stay as they are",
  asRoot,
  async (context) => {
    const { near, far } = await layCable(context);
    const ear = new DnsEar(liveOf(near));
    context.after(() => ear.close());
    const classifier = loadClassifier("router");
    const slots = classifier.batch.subarray(0, QUEUE_AREA_SIZE);
    slots.fill(0x5a);
    far.send(query("many.example"));
    for (let k = 1; k < MANY; k++) far.send(answer(`n${k}.example`, [198, 51, k >> 8, k & 0xff], 1000));
    assert.equal(ear.hear(classifier, NOW), false);
    classifier.takeEvents(() => {});
    const { frames } = classifier.totals();
    assert.ok(frames > 100 && frames < MANY, `${frames} at once`);
    assert.equal(ear.hear(classifier, NOW), true);
    classifier.takeEvents(() => {});
    assert.equal(classifier.totals().frames, MANY);
    assert.ok(slots.every((octet) => octet === 0x5a));
    assert.deepEqual(namesOf(classifier, `198.51.${(MANY - 1) >> 8}.${(MANY - 1) & 0xff}`), [
      `n${MANY - 1}.example dns`,
    ]);
  },
);

test("answers are as old as the time that is told", asRoot, async (context) => {
  const { near, far } = await layCable(context);
  const ear = new DnsEar(liveOf(near));
  context.after(() => ear.close());
  const classifier = loadClassifier("router");
  far.send(query("bad.example"));
  near.send(answer("bad.example", [198, 51, 100, 9]));
  ear.hear(classifier, NOW - DAY_NS);
  classifier.takeEvents(() => {});
  // Longer than its TTL, and than the least that is taken for one.
  assert.deepEqual(namesOf(classifier, REMOTE), []);
});

test("one whose interface goes is quiet, and says why", asRoot, async (context) => {
  const { near, far } = await layCable(context);
  const ear = new DnsEar(liveOf(near));
  context.after(() => ear.close());
  const classifier = loadClassifier("router");
  ip("link set near down");
  assert.equal(ear.takeError(), "ENETDOWN");
  assert.equal(ear.hear(classifier, NOW), true);
  await plugIn();
  far.send(answer("bad.example", [198, 51, 100, 9]));
  assert.equal(ear.hear(classifier, NOW), true);
  assert.equal(classifier.totals().frames, 1);
});

test(
  "it stays for the same kind of frames, whatever else changes; and cannot hear what is not there",
  asRoot,
  async (context) => {
    const { near } = await layCable(context);
    const ear = new DnsEar(liveOf(near));
    context.after(() => ear.close());
    assert.equal(ear.adapt({ ...liveOf(near), elsewhere: { prefixes: LOCAL, own: [] } }), true);
    assert.equal(ear.adapt(liveOf(near, LINKTYPE_RAW)), false);
    assert.throws(() => new DnsEar({ ...liveOf(near), index: 99 }), { code: "ENODEV" });
  },
);
