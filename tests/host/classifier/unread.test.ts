// Most frames of a flow that says no name any more are counted without being read (flow/known.ts, names/quiet.ts). A walk that
// describes reads every frame: of whatever traffic, both must come to the same flows, octet for octet.

import assert from "node:assert/strict";
import test from "node:test";
import {
  FLOW_HASH,
  FLOW_SIZE,
  FRAMES_MAX,
  LINKTYPE_ETHERNET,
  WALK_NEEDS_MORE,
} from "../../../assembly/abi.ts";
import { parsePrefix } from "../../../host/address.ts";
import { CAPACITY } from "../../../host/capacity.ts";
import type { Classifier } from "../../../host/classifier/classifier.ts";
import type { Build } from "../../../host/classifier/module.ts";
import { writeRecord } from "../helper/dissector.ts";
import { loadClassifier } from "../helper/module.ts";
import { joined } from "../helper/octets.ts";
import { Random } from "../helper/random.ts";
import { clientHello } from "../names/quic/helper/hello.ts";

const SECOND_NS = 1_000_000_000n;
const [DEVICE, ROUTER] = [
  [2, 0, 0, 0, 0, 1],
  [2, 0, 0, 0, 0, 254],
];
const LOCAL = [10, 0, 0, 1];
const REMOTE_PORTS = [443, 443, 80, 25, 853, 53, 5000];
const [FIN, SYN, RST, ACK] = [0x01, 0x02, 0x04, 0x10];
const [TCP, UDP] = [6, 17];
/** More than a vector has; a walk that describes takes them at one go. */
const AT_ONCE = 100;
assert.ok(AT_ONCE < FRAMES_MAX);

/** One classifier that counts frames, and one that reads them all. */
class Twins {
  readonly #counting: Classifier;
  readonly #reading: Classifier;
  #time = 1_700_000_000n * SECOND_NS;
  #frames: Uint8Array[] = [];

  constructor(build: Build) {
    [this.#counting, this.#reading] = [0, 1].map(() => {
      const classifier = loadClassifier(build);
      classifier.setLocalPrefixes([parsePrefix("10.0.0.0/8")!]);
      return classifier;
    });
  }

  take(frame: Uint8Array): void {
    if (this.#frames.push(frame) === AT_ONCE) this.walk();
  }

  walk(): void {
    this.#walk(this.#counting, false);
    this.#walk(this.#reading, true);
    this.#time += BigInt(this.#frames.length) * 1000n;
    this.#frames = [];
  }

  #walk(classifier: Classifier, isDescribing: boolean): void {
    let end = 0;
    for (const [k, octets] of this.#frames.entries()) {
      const length = octets.length;
      const time = this.#time + BigInt(k) * 1000n;
      end = writeRecord(classifier, end, {
        linkType: LINKTYPE_ETHERNET,
        length,
        captured: length,
        octets,
        time,
      });
    }
    let at = 0;
    do {
      at = classifier.walkRecords(at, end, isDescribing);
      classifier.takeEvents(() => {});
    } while (at < end);
    assert.equal(classifier.walkStop, WALK_NEEDS_MORE);
  }

  /** Flows, cells and totals are the same, and names are. */
  agree(): void {
    this.walk();
    const [counted, read] = [this.#counting, this.#reading];
    assert.deepEqual(counted.totals(), read.totals());
    assert.deepEqual(counted.copyCounters(), read.copyCounters());
    const flows = flowsOf(read);
    for (const [k, flow] of flowsOf(counted).entries()) assert.equal(flow, flows[k], `flow ${k}`);
    assert.deepEqual(namesOf(counted), namesOf(read));
    assert.equal(counted.notKept().flowsEvicted, read.notKept().flowsEvicted);
  }

  get names(): string[] {
    return namesOf(this.#counting);
  }

  get flowsEvicted(): number {
    return this.#counting.notKept().flowsEvicted;
  }
}

/** All that is kept of each; but its hash, whose key each classifier draws. */
function flowsOf(classifier: Classifier): string[] {
  const flows: string[] = [];
  classifier.eachFlow(({ view, at }) => {
    const octets = Buffer.from(view.buffer, view.byteOffset + at, FLOW_SIZE);
    flows.push(octets.toString("hex", 0, FLOW_HASH) + octets.toString("hex", FLOW_HASH + 4));
  });
  return flows;
}

function namesOf(classifier: Classifier): string[] {
  const names: string[] = [];
  classifier.eachFlow((flow) => {
    for (const { name, source } of classifier.namesOf(flow).names) names.push(`${source} ${name}`);
  });
  return names;
}

/** How a packet is wrapped: of these, `plain` alone is counted unread. */
const WRAPS = ["plain", "plain", "plain", "plain", "tagged", "options", "fragment", "trailer"] as const;

type Wrap = (typeof WRAPS)[number];

function frameOf(wrap: Wrap, isUp: boolean, packet: Uint8Array): Uint8Array {
  const macs = isUp ? [...ROUTER, ...DEVICE] : [...DEVICE, ...ROUTER];
  if (wrap === "tagged") return joined(Uint8Array.from([...macs, 0x81, 0, 0, 7, 8, 0]), packet);
  const untagged = joined(Uint8Array.from([...macs, 8, 0]), packet);
  if (wrap === "trailer") return joined(untagged, new Uint8Array(9).fill(0x16));
  return untagged;
}

function packetOf(
  wrap: Wrap,
  protocol: number,
  source: readonly number[],
  destination: readonly number[],
  payload: Uint8Array,
): Uint8Array {
  const options = wrap === "options" ? [1, 1, 1, 0] : [];
  const size = 20 + options.length + payload.length;
  const fragment = wrap === "fragment" ? 0x20 : 0;
  const start = [0x45 + options.length / 4, 0, size >> 8, size & 255, 0, 1, fragment, 0, 64, protocol, 0, 0];
  return joined(Uint8Array.from([...start, ...source, ...destination, ...options]), payload);
}

/** A record of DTLS with the same hello (RFC 6347 sections 4.1, 4.2.2): a cookie of no octets behind the session. */
function dtlsRecordOf(host: string): Uint8Array {
  const tls = clientHello(host).subarray(4);
  const body = joined(Uint8Array.of(0xfe, 0xfd), tls.subarray(2, 35), Uint8Array.of(0), tls.subarray(35));
  const length = [0, body.length >> 8, body.length & 255];
  const handshake = joined(Uint8Array.from([1, ...length, 0, 0, 0, 0, 0, ...length]), body);
  const sequence = new Uint8Array(8);
  return joined(
    Uint8Array.of(22, 0xfe, 0xfd),
    sequence,
    Uint8Array.of(handshake.length >> 8, handshake.length & 255),
    handshake,
  );
}

/** Who talks to the device, and through which ports: the device's, the remote end's. */
interface Ends {
  readonly remote: readonly number[];
  readonly ports: readonly [number, number];
}

function between(
  wrap: Wrap,
  isUp: boolean,
  { remote }: Ends,
  protocol: number,
  payload: Uint8Array,
): Uint8Array {
  const [source, destination] = isUp ? [LOCAL, remote] : [remote, LOCAL];
  return frameOf(wrap, isUp, packetOf(wrap, protocol, source, destination, payload));
}

function portsOf(view: DataView, isUp: boolean, { ports }: Ends): void {
  view.setUint16(0, ports[isUp ? 0 : 1]);
  view.setUint16(2, ports[isUp ? 1 : 0]);
}

function segment(
  wrap: Wrap,
  isUp: boolean,
  ends: Ends,
  flags: number,
  sequence: number,
  data: Uint8Array = new Uint8Array(),
): Uint8Array {
  const octets = new Uint8Array(20);
  const view = new DataView(octets.buffer);
  portsOf(view, isUp, ends);
  view.setUint32(4, sequence >>> 0);
  view.setUint16(12, 0x5000 | flags);
  return between(wrap, isUp, ends, TCP, joined(octets, data));
}

function datagram(
  wrap: Wrap,
  isUp: boolean,
  ends: Ends,
  data: Uint8Array,
  size: number = data.length,
): Uint8Array {
  const octets = new Uint8Array(8);
  const view = new DataView(octets.buffer);
  portsOf(view, isUp, ends);
  view.setUint16(4, 8 + size);
  return between(wrap, isUp, ends, UDP, joined(octets, data));
}

function recordOf(host: string): Uint8Array {
  const hello = clientHello(host);
  return joined(Uint8Array.of(0x16, 3, 1, hello.length >> 8, hello.length & 255), hello);
}

function endsOf(k: number): Ends {
  return {
    remote: [8, 0, (k >> 8) & 255, k & 255],
    ports: [1024 + (k >> 16), REMOTE_PORTS[k % REMOTE_PORTS.length]],
  };
}

/** The device's conversation `k` with a remote end. */
class Conversation {
  readonly #random: Random;
  readonly #protocol: number;
  readonly #ends: Ends;
  readonly #host: string;
  /** Of the device's next octet. */
  #sequence: number;

  constructor(k: number, random: Random) {
    this.#random = random;
    this.#protocol = k % 3 === 2 ? UDP : TCP;
    // TCP and UDP have ends in common.
    this.#ends = endsOf(k - (this.#protocol === UDP ? 1 : 0));
    this.#host = `host-${k}.example`;
    this.#sequence = random.next();
  }

  /** Whatever may come next, from either end. */
  next(): Uint8Array {
    const isUp = this.#random.below(2) === 0;
    const wrap = this.#random.pick(WRAPS);
    return this.#protocol === TCP ? this.#segment(wrap, isUp) : this.#datagram(wrap, isUp);
  }

  #segment(wrap: Wrap, isUp: boolean): Uint8Array {
    const data = this.#random.below(3) === 0 ? this.#words() : new Uint8Array();
    const other = this.#random.pick([0, 0, 0, 0, 0, 0, 0, FIN, SYN, RST]);
    const flags = other === SYN && isUp ? SYN : other | ACK;
    // Sent again, or ahead of what is missing, once in a while.
    const astray = this.#random.pick([0, 0, 0, 0, 0, -20, 40]);
    const sequence = isUp ? this.#sequence + astray : 7;
    if (isUp) this.#sequence += data.length + (flags & SYN ? 1 : 0);
    return segment(wrap, isUp, this.#ends, flags, sequence, data);
  }

  #datagram(wrap: Wrap, isUp: boolean): Uint8Array {
    if (this.#random.below(40) === 0) return datagram(wrap, isUp, this.#ends, dtlsRecordOf(this.#host));
    // No whole Initial: what one says comes back after the walk.
    const first = this.#random.pick([0x00, 0x40, 0x16, 0x16, 0x80, 0xc0]);
    const data = new Uint8Array(this.#random.pick([0, 1, 8, 60])).fill(first);
    // Shorter than the packet, at times.
    return datagram(wrap, isUp, this.#ends, data, data.length >> this.#random.pick([0, 0, 1]));
  }

  #words(): Uint8Array {
    const record = recordOf(this.#host);
    return this.#random.pick([
      record,
      record.subarray(0, 40),
      record.subarray(40),
      joined(Uint8Array.of(20, 3, 3, 0, 1, 1), record),
      Buffer.from(`GET / HTTP/1.1\r\nHost: ${this.#host}\r\n\r\n`),
      Buffer.from("EHLO there\r\n"),
      Uint8Array.of(0x17, 3, 3, 0, 1, 9),
      new Uint8Array(600).fill(0x61),
    ]);
  }
}

for (const build of ["router", "replay"] as const) {
  test(`${build}: conversations of all kinds are counted as if each frame were read`, () => {
    const random = new Random(22);
    const twins = new Twins(build);
    const conversations = Array.from({ length: 60 }, (_, k) => new Conversation(k, random));
    for (let k = 0; k < 60_000; k++) {
      twins.take(random.pick(conversations).next());
      if (k % 5000 === 0) twins.agree();
    }
    twins.agree();
    assert.ok(twins.names.length > 30, twins.names.join(", "));
  });
}

test("a flow that makes room for another is not taken for it", () => {
  const random = new Random(23);
  const twins = new Twins("router");
  const flagsOf = () => (random.below(8) === 0 ? SYN : ACK);
  for (let k = 0; k < 100_000; k++) {
    twins.take(segment("plain", true, endsOf(k), flagsOf(), 1));
    // Of eight flows in turn the oldest leaves: at first each eighth, of which one that is about to leave comes in its vector.
    const evicted = k - CAPACITY.router.flows;
    const isNext = evicted >= 0 && evicted < 8000;
    const again = isNext ? 8 * (evicted + random.below(24)) : random.below(k + 1);
    twins.take(segment("plain", random.below(2) === 0, endsOf(again), flagsOf(), 1));
  }
  twins.agree();
  assert.ok(twins.flowsEvicted > 30_000, String(twins.flowsEvicted));
});

test("a name in pieces is waited for as long as if each packet after the first were read", () => {
  const record = recordOf("pieces.example");
  for (const packets of [100, 640, 641, 1000]) {
    const twins = new Twins("router");
    const ends = { remote: [8, 8, 8, 8], ports: [1024, 443] } as const;
    twins.take(segment("plain", true, ends, SYN, 99));
    twins.take(segment("plain", true, ends, ACK, 100, record.subarray(0, 30)));
    for (let k = 0; k < packets; k++) twins.take(segment("plain", false, ends, ACK, 1));
    twins.agree();
    twins.take(segment("plain", true, ends, ACK, 130, record.subarray(30)));
    twins.agree();
    assert.equal(twins.names.length, packets <= 640 ? 1 : 0, `after ${packets}`);
  }
});

test("a datagram flow that says no name is done with after as many as if each were read", () => {
  const twins = new Twins("router");
  const ends = { remote: [8, 8, 8, 8], ports: [1024, 5000] } as const;
  for (let k = 0; k < 65_600; k++) {
    twins.take(datagram("plain", k % 2 === 0, ends, new Uint8Array(8)));
    if (k < 20 || k > 65_500) twins.agree();
  }
});
