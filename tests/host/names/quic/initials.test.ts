import assert from "node:assert/strict";
import test from "node:test";
import { QuicInitials } from "../../../../host/names/quic/initials.ts";
import { joined } from "../../helper/octets.ts";
import { Random } from "../../helper/random.ts";
import { datagramsOf } from "./helper/datagrams.ts";
import { sealInitial, variable } from "./helper/initial.ts";
import { DRAFT_29, RETRY, RFC_9001, RFC_9369, SERVER_INITIAL } from "./helper/samples.ts";

const FLOW = 1;
const CLIENT = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const SERVER = Uint8Array.of(9, 10, 11, 12);
const OTHER = Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1);

/** A payload that names itself. */
function frames(name: number): Uint8Array {
  return Uint8Array.of(6, 0, 1, name, 0, 0, 0, 0);
}

/** What a fresh opener makes of datagrams of one flow: the name of each payload. */
function namesIn(...datagrams: readonly Uint8Array[]): number[][] {
  const initials = new QuicInitials();
  return datagrams.map((datagram) => initials.open(FLOW, datagram).map((payload) => payload[3]));
}

for (const { document, datagram, crypto } of [RFC_9001, RFC_9369, DRAFT_29])
  test(`${document}: the client's Initial opens`, () => {
    const initials = new QuicInitials();
    const before = datagram.slice();
    const payloads = initials.open(FLOW, datagram);
    assert.equal(payloads.length, 1);
    assert.equal(payloads[0].length, 1162);
    assert.deepEqual(Uint8Array.from(payloads[0].subarray(0, crypto.length)), crypto);
    assert.ok(payloads[0].subarray(crypto.length).every((octet) => octet === 0));
    assert.deepEqual(datagram, before, "the datagram is read only");
    assert.equal(initials.packetsOpened, 1);
  });

test("RFC 9001 appendix A: neither the server's Initial nor a Retry opens", () => {
  const initials = new QuicInitials();
  initials.open(FLOW, RFC_9001.datagram);
  assert.deepEqual(initials.open(FLOW, SERVER_INITIAL), []);
  assert.equal(initials.packetsRefused, 1);
  assert.deepEqual(initials.open(FLOW, RETRY), []);
  assert.equal(initials.packetsRefused, 1);
});

test("the keys stay when the server has chosen a connection ID", () => {
  const first = sealInitial({ destination: CLIENT, payload: frames(1) });
  const later = sealInitial({ destination: SERVER, keysOf: CLIENT, packetNumber: 1, payload: frames(2) });
  assert.deepEqual(namesIn(first, later, first), [[1], [2], [1]]);
  assert.deepEqual(namesIn(later), [[]], "without the first nobody knows the keys");
});

test("a Retry starts with new keys, and both connection IDs change again", () => {
  const first = sealInitial({ destination: CLIENT, payload: frames(1) });
  const token = new Uint8Array(70).fill(7);
  const again = sealInitial({ destination: OTHER, token, packetNumber: 1, payload: frames(2) });
  const later = sealInitial({
    destination: SERVER,
    keysOf: OTHER,
    token,
    packetNumber: 2,
    payload: frames(3),
  });
  assert.deepEqual(namesIn(first, again, later, again), [[1], [2], [3], [2]]);
});

test("a change of version keeps the connection ID of the keys (RFC 9369 section 4.1)", () => {
  const first = sealInitial({ destination: CLIENT, payload: frames(1) });
  const later = sealInitial({
    version: RFC_9369.version,
    destination: SERVER,
    keysOf: CLIENT,
    packetNumber: 1,
    payload: frames(2),
  });
  assert.deepEqual(namesIn(first, later), [[1], [2]]);
});

test("flows are told apart", () => {
  const initials = new QuicInitials();
  const first = sealInitial({ destination: CLIENT, payload: frames(1) });
  const later = sealInitial({ destination: SERVER, keysOf: CLIENT, payload: frames(2) });
  initials.open("a", first);
  assert.equal(initials.open("b", later).length, 0);
  assert.equal(initials.open("a", later).length, 1);
});

test("packet numbers are read near the largest seen, and as they stand after a new start", () => {
  const numbers: [packetNumber: number, numberSize: number][] = [
    [0, 1],
    [100, 1],
    [200, 1],
    [300, 1], // 44 as it stands
    [290, 1],
    [0xfff0, 2],
    [0x1_0005, 2],
    [0xffff_fff0, 4],
    [0x1_0000_0003, 4],
    [0xffff_ffff, 4],
  ];
  const datagrams = numbers.map(([packetNumber, numberSize], k) =>
    sealInitial({ destination: CLIENT, packetNumber, numberSize, payload: frames(k) }),
  );
  const restart = sealInitial({ destination: OTHER, packetNumber: 2, numberSize: 2, payload: frames(99) });
  assert.deepEqual(namesIn(...datagrams, restart), [...numbers.map((_, k) => [k]), [99]]);
});

test("packets of one datagram are walked by their lengths", () => {
  const seal = (name: number) =>
    sealInitial({ destination: CLIENT, packetNumber: name, payload: frames(name) });
  const handshake = joined(
    Uint8Array.of(0xe0, 0, 0, 0, 1, CLIENT.length, ...CLIENT, 0),
    variable(30),
    new Uint8Array(30),
  );
  const short = Uint8Array.of(0x40, ...CLIENT, 1, 2, 3);
  const padding = new Uint8Array(40);
  const elsewhere = sealInitial({ destination: OTHER, payload: frames(9) });
  const versionNegotiation = Uint8Array.of(0xc0, 0, 0, 0, 0, 8, ...CLIENT, 0, 0, 0, 0, 1);
  assert.deepEqual(namesIn(joined(seal(1), handshake, seal(2), seal(3))), [[1, 2, 3]]);
  assert.deepEqual(namesIn(joined(handshake, seal(1), short, seal(2))), [[1]]);
  assert.deepEqual(namesIn(joined(seal(1), padding, seal(2))), [[1]]);
  assert.deepEqual(namesIn(joined(seal(1), elsewhere, seal(2))), [[1]], "another connection's is ignored");
  assert.deepEqual(namesIn(joined(versionNegotiation, seal(1))), [[]]);
});

test("every length of a connection ID up to 20 octets, and no longer one", () => {
  for (let size = 0; size <= 20; size++) {
    const destination = new Uint8Array(size).fill(size);
    assert.deepEqual(namesIn(sealInitial({ destination, payload: frames(size) })), [[size]]);
  }
  assert.deepEqual(namesIn(sealInitial({ destination: new Uint8Array(21), payload: frames(1) })), [[]]);
});

test("payloads too short for the sample are refused, longer ones of every length open", () => {
  for (let size = 0; size < 40; size++)
    for (const numberSize of [1, 2, 3, 4]) {
      const datagram = sealInitial({ destination: CLIENT, numberSize, payload: new Uint8Array(size) });
      const payloads = new QuicInitials().open(FLOW, datagram);
      assert.equal(payloads.length, numberSize + size >= 4 ? 1 : 0, `${numberSize} and ${size} octets`);
      if (payloads.length === 1) assert.equal(payloads[0].length, size);
    }
});

test("a datagram cut anywhere opens nothing", () => {
  const initials = new QuicInitials();
  for (const { datagram } of [RFC_9001, RFC_9369, DRAFT_29])
    for (let size = 0; size < datagram.length; size++)
      assert.deepEqual(initials.open(FLOW, datagram.subarray(0, size)), [], `${size} octets`);
  assert.equal(initials.packetsOpened, 0);
});

test("lengths that lie open nothing", () => {
  const destinationSizeAt = 5;
  const tokenLengthAt = 15;
  const lengthAt = 16;
  const { datagram } = RFC_9001;
  const lies = [destinationSizeAt, tokenLengthAt, lengthAt].flatMap((at) =>
    Array.from({ length: 256 }, (_, octet): [number, number] => [at, octet]),
  );
  for (const [at, octet] of lies) {
    if (datagram[at] === octet) continue;
    const lying = datagram.slice();
    lying[at] = octet;
    assert.deepEqual(new QuicInitials().open(FLOW, lying), [], `octet ${at} is ${octet}`);
  }
  const huge = joined(
    datagram.subarray(0, lengthAt),
    new Uint8Array(8).fill(0xff),
    datagram.subarray(lengthAt + 2),
  );
  assert.deepEqual(new QuicInitials().open(FLOW, huge), []);
});

test("mutated datagrams give what was sealed or nothing", () => {
  const random = new Random(9001);
  const initials = new QuicInitials();
  const sealed = [RFC_9001, RFC_9369, DRAFT_29].map(({ datagram }) => datagram);
  sealed.push(
    joined(...[1, 2, 3].map((name) => sealInitial({ destination: CLIENT, payload: frames(name) }))),
  );
  const genuine = new Set(sealed.flatMap((datagram) => new QuicInitials().open(FLOW, datagram).map(String)));
  assert.equal(genuine.size, 5, "versions 1 and 2 have the same sample");
  let opened = 0;
  for (let round = 0; round < 10_000; round++) {
    const datagram = random.pick(sealed).slice(0, random.below(4) === 0 ? random.below(1200) : undefined);
    // Half of the changes hit a header.
    for (let changes = random.below(4); changes > 0 && datagram.length > 0; changes--)
      datagram[random.below(random.below(2) === 0 ? datagram.length : Math.min(datagram.length, 30))] =
        random.below(256);
    for (const payload of initials.open(random.below(8), datagram)) {
      assert.ok(genuine.has(String(payload)), `round ${round}`);
      opened++;
    }
  }
  assert.ok(opened > 1000);
  assert.ok(initials.packetsRefused > 1000);
});

test("noise under a right header opens nothing", () => {
  const random = new Random(9002);
  const initials = new QuicInitials();
  for (let round = 0; round < 2000; round++) {
    const noise = Uint8Array.from({ length: random.below(200) }, () => random.below(256));
    const header = [0xc0 | random.below(16), 0, 0, 0, 1, CLIENT.length, ...CLIENT, 0, 0];
    const datagram = joined(Uint8Array.from(header), variable(noise.length), noise);
    assert.deepEqual(initials.open(FLOW, datagram), []);
  }
  assert.equal(initials.packetsRefused, 2000);
});

test("more flows than are remembered: the first are forgotten, and counted", () => {
  const initials = new QuicInitials();
  const first = sealInitial({ destination: CLIENT, payload: frames(1) });
  const later = sealInitial({ destination: SERVER, keysOf: CLIENT, payload: frames(2) });
  for (let flow = 0; flow <= 4096; flow++) initials.open(flow, first);
  assert.equal(initials.connectionsEvicted, 1);
  assert.equal(initials.open(0, later).length, 0);
  assert.equal(initials.open(1, later).length, 1);
});

/** Frames with client Initials in captures of ../shared, and how many are no Initials but for their header. */
const CAPTURES: [capture: string, frames: number[], refused: number][] = [
  ["arkime__arkime_synthetic.pcap", [624, 625], 2],
  ["ndpi__quic-29.pcap", [1, 3, 5], 0],
  ["tcpdump__quic_handshake.pcap", [1, 5], 0],
  ["suricata-verify__quic-frag-unordered__input.pcap", [1, 2], 0],
  ["suricata-verify__quic-retry__input.pcap", [1, 2, 5, 6], 0],
  ["zeek__ppp__quic-interop-retry.pcap", [5, 7, 10], 0],
];

for (const [capture, frames, refused] of CAPTURES) {
  const datagrams = datagramsOf(capture);
  const skip = datagrams ? false : "there is no such capture in ../shared";
  test(`${capture}: every client Initial opens`, { skip }, () => {
    const initials = new QuicInitials();
    const opened = datagrams!.flatMap(({ frame, sourcePort, payload }) =>
      initials.open(sourcePort, payload).map(() => frame),
    );
    assert.deepEqual(opened, frames);
    assert.equal(initials.packetsRefused, refused);
  });
}
