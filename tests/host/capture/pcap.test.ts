import assert from "node:assert/strict";
import test from "node:test";
import { CAPTURED_MAX } from "../../../assembly/abi.ts";
import { joined } from "../helper/octets.ts";
import { etherUdp, rawUdp } from "../helper/packets.ts";
import { pcapFile, pcapHeader, pcapRecord } from "../helper/pcap-file.ts";
import { portsOf, readCapture, readInPieces } from "../helper/reader.ts";

const TWO = [{ octets: etherUdp(1) }, { octets: etherUdp(2) }];

for (const littleEndian of [true, false])
  for (const nanoseconds of [true, false])
    test(`${littleEndian ? "little" : "big"}-endian, ${nanoseconds ? "nano" : "micro"}seconds`, () => {
      const record = { octets: etherUdp(7), fraction: 123456, length: 1500 };
      const reading = readCapture(pcapFile({ littleEndian, nanoseconds }, [record]));
      const [{ time, length, captured, sourcePort }] = reading.frames;
      const fraction = nanoseconds ? "000123456" : "123456000";
      assert.equal(time, `2014-05-13T16:53:20.${fraction}Z`);
      assert.deepEqual([length, captured, sourcePort], [1500, 42, 7]);
      assert.deepEqual(reading.damage, []);
      assert.deepEqual(reading.linkTypes, [1]);
    });

test("the first and the last second that the format can write", () => {
  const octets = etherUdp(1);
  const { frames } = readCapture(
    pcapFile({}, [
      { octets, seconds: 0 },
      { octets, seconds: 0xffffffff, fraction: 999999 },
    ]),
  );
  assert.equal(frames[0].time, "1970-01-01T00:00:00.000000000Z");
  assert.equal(frames[1].time, "2106-02-07T06:28:15.999999000Z");
});

test("FCS bits and reserved bits are no part of the link type", () => {
  for (const bits of [0x04000000, 0x44000000, 0xf4000000, 0x40000000, 0x08000000, 0x03ff0000, 0x00010000]) {
    const reading = readCapture(pcapFile({ linkType: bits + 101 }, [{ octets: rawUdp(9) }]));
    assert.deepEqual(reading.linkTypes, [101]);
    assert.deepEqual(portsOf(reading), [9]);
  }
});

test("a file without a record is whole", () => {
  const reading = readCapture(pcapHeader({}));
  assert.deepEqual([reading.frames, reading.damage], [[], []]);
});

test("the last record cut at every length: everything before it, and the damage", () => {
  const file = pcapFile({}, TWO);
  const first = pcapFile({}, TWO.slice(0, 1)).length;
  for (let size = first; size < file.length; size++) {
    const { frames, damage } = readCapture(file.subarray(0, size));
    assert.equal(frames.length, 1, `cut after ${size}`);
    const left = size - first;
    const reason =
      left < 16
        ? `record header cut after ${left} of 16 octets`
        : `record cut after ${left - 16} of 42 captured octets`;
    assert.deepEqual(damage, left === 0 ? [] : [{ offset: first, reason }], `cut after ${size}`);
  }
});

test("a header cut at every length is no capture", () => {
  const header = pcapHeader({});
  assert.throws(() => readCapture(header.subarray(0, 0)), {
    code: "CAPTURE_FORMAT",
    exitCode: 1,
    message: /empty/,
  });
  for (let size = 1; size < header.length; size++)
    assert.throws(
      () => readCapture(header.subarray(0, size)),
      { code: "CAPTURE_FORMAT", exitCode: 1 },
      `${size}`,
    );
});

test("another magic or version is no capture", () => {
  const wrong = pcapHeader({});
  wrong[0] ^= 1;
  assert.throws(() => readCapture(wrong), { code: "CAPTURE_FORMAT", message: /0xd5c3b2a1/ });
  assert.throws(() => readCapture(pcapHeader({ major: 3 })), {
    code: "CAPTURE_FORMAT",
    message: /version is 3/,
  });
  const gzip = Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
  assert.throws(() => readCapture(gzip), { code: "CAPTURE_FORMAT", message: /compressed/ });
});

test("more captured than on the wire: malformed, and the next record is read", () => {
  const { frames, damage } = readCapture(pcapFile({}, [{ octets: etherUdp(1), length: 41 }, TWO[1]]));
  assert.deepEqual(frames[0], {
    frame: 1,
    time: "2014-05-13T16:53:20.000000000Z",
    length: 41,
    captured: 42,
    outcome: "MALFORMED",
  });
  assert.equal(frames[1].sourcePort, 2);
  assert.deepEqual(damage, []);
});

test("a record that claims too much ends the file", () => {
  for (const captured of [CAPTURED_MAX + 1, 0x7fffffff, 0x80000000, 0xffffffff]) {
    const lying = { octets: etherUdp(2), captured, length: 0xffffffff };
    const { frames, damage } = readCapture(pcapFile({}, [TWO[0], lying, TWO[1]]));
    assert.equal(frames.length, 1);
    assert.deepEqual(damage, [
      { offset: 24 + 58, reason: `record claims ${captured} captured octets, more than ${CAPTURED_MAX}` },
    ]);
  }
});

test("a record that reaches beyond the file", () => {
  const lying = { octets: etherUdp(2), captured: CAPTURED_MAX, length: CAPTURED_MAX };
  const { frames, damage } = readCapture(pcapFile({}, [TWO[0], lying]));
  assert.equal(frames.length, 1);
  assert.deepEqual(damage, [
    { offset: 82, reason: `record cut after 42 of ${CAPTURED_MAX} captured octets` },
  ]);
});

test("an empty record is a truncated frame", () => {
  const { frames } = readCapture(pcapFile({}, [{ octets: new Uint8Array(), length: 60 }]));
  assert.deepEqual([frames[0].outcome, frames[0].captured, frames[0].length], ["TRUNCATED", 0, 60]);
});

test("an unknown link type: still a line a frame", () => {
  const reading = readCapture(pcapFile({ linkType: 127 }, TWO));
  assert.deepEqual(
    reading.frames.map(({ outcome }) => outcome),
    ["UNSUPPORTED_LINK_TYPE", "UNSUPPORTED_LINK_TYPE"],
  );
  assert.deepEqual(reading.linkTypes, [127]);
});

test("the longest records, several reads long", () => {
  const long = new Uint8Array(CAPTURED_MAX);
  const records = Array.from({ length: 11 }, (_, k) => {
    long.set(etherUdp(k + 1));
    return pcapRecord(true, { octets: long.slice() });
  });
  const file = Buffer.concat([pcapHeader({}), ...records]);
  const ports = Array.from({ length: 11 }, (_, k) => k + 1);
  assert.deepEqual(portsOf(readCapture(file)), ports);
  assert.deepEqual(portsOf(readInPieces(file, 65537)), ports);
});

test("more records than one batch or one description holds", () => {
  const count = 30000;
  const records = Array.from({ length: count }, (_, k) => pcapRecord(false, { octets: etherUdp(k + 1) }));
  const reading = readCapture(Buffer.concat([pcapHeader({ littleEndian: false }), ...records]));
  assert.deepEqual(
    portsOf(reading),
    Array.from({ length: count }, (_, k) => k + 1),
  );
  assert.deepEqual(reading.damage, []);
});

test("tiny pieces make no difference", () => {
  const file = joined(pcapFile({}, TWO), Uint8Array.from([1, 2, 3]));
  const whole = readCapture(file);
  assert.equal(whole.damage.length, 1);
  for (const size of [1, 2, 3, 5, 16, 17])
    assert.deepEqual(readInPieces(file, size), whole, `pieces of ${size}`);
});
