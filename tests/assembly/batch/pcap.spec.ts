import {
  BATCH_SIZE,
  CAPTURED_MAX,
  FRAMES_MAX,
  LINKTYPE_RAW,
  OUTCOME_MALFORMED,
  OUTCOME_OK,
  PCAP_BIG_ENDIAN,
  PCAP_CAPTURED,
  PCAP_LENGTH,
  PCAP_NANOSECONDS,
  WALK_FULL,
  WALK_NEEDS_MORE,
  WALK_RECORD_TOO_LONG,
} from "../../../assembly/abi";
import { batch } from "../../../assembly/batch/area";
import { walkPcap } from "../../../assembly/batch/pcap";
import { frameCount, walkStop } from "../../../assembly/batch/walk";
import { frameAt } from "../../../assembly/frame";
import { counted, pcapRecord } from "../helper/batch";

const IPV4 = "45000014 00010000 403b0000 c0000201 c6336402";
const RECORD_SIZE: u32 = 36;
const SECONDS: u32 = 1400000000;

describe("pcap records", () => {
  it("are read in both byte orders and resolutions", () => {
    let end = pcapRecord(0, false, SECONDS, 123456, IPV4);
    expect(walkPcap(0, end, LINKTYPE_RAW, 0, true)).toBe(end);
    expect(frameAt(0).time).toBe(1400000000123456000);
    expect(walkPcap(0, end, LINKTYPE_RAW, PCAP_NANOSECONDS, true)).toBe(end);
    expect(frameAt(0).time).toBe(1400000000000123456);
    expect(frameAt(0).length).toBe(20);
    expect(frameAt(0).captured).toBe(20);
    expect(<u32>frameAt(0).outcome).toBe(OUTCOME_OK);

    end = pcapRecord(0, true, SECONDS, 123456, IPV4);
    expect(walkPcap(0, end, LINKTYPE_RAW, PCAP_BIG_ENDIAN, true)).toBe(end);
    expect(frameAt(0).time).toBe(1400000000123456000);
    expect(walkPcap(0, end, LINKTYPE_RAW, PCAP_BIG_ENDIAN | PCAP_NANOSECONDS, true)).toBe(end);
    expect(frameAt(0).time).toBe(1400000000000123456);
    expect(frameAt(0).captured).toBe(20);
  });

  it("hold the latest time that the format can write", () => {
    const end = pcapRecord(0, false, u32.MAX_VALUE, 999999, IPV4);
    walkPcap(0, end, LINKTYPE_RAW, 0, true);
    expect(frameAt(0).time).toBe(4294967295999999000);
  });

  it("are taken whole or not at all", () => {
    const first = pcapRecord(0, false, SECONDS, 0, IPV4);
    const end = pcapRecord(first, false, SECONDS, 1, IPV4);
    for (let to: u32 = 0; to <= end; to++) {
      const expected = to >= end ? end : to >= first ? first : 0;
      assert(walkPcap(0, to, LINKTYPE_RAW, 0, true) == expected, to.toString());
      assert(frameCount == expected / RECORD_SIZE, to.toString());
      assert(walkStop == WALK_NEEDS_MORE, to.toString());
    }
    expect(walkPcap(first, end, LINKTYPE_RAW, 0, true)).toBe(end);
    expect(frameAt(0).time % 1000000000).toBe(1000);
  });

  it("end with one that claims more than CAPTURED_MAX", () => {
    const first = pcapRecord(0, false, SECONDS, 0, IPV4);
    const end = pcapRecord(first, false, SECONDS, 0, IPV4);
    store<u32>(batch + first, CAPTURED_MAX + 1, PCAP_CAPTURED);
    expect(walkPcap(0, end, LINKTYPE_RAW, 0, true)).toBe(first);
    expect(walkStop).toBe(WALK_RECORD_TOO_LONG);
    expect(frameCount).toBe(1);
    store<u32>(batch + first, u32.MAX_VALUE, PCAP_CAPTURED);
    expect(walkPcap(0, end, LINKTYPE_RAW, 0, true)).toBe(first);
    expect(walkStop).toBe(WALK_RECORD_TOO_LONG);
    store<u32>(batch + first, CAPTURED_MAX, PCAP_CAPTURED);
    expect(walkPcap(0, end, LINKTYPE_RAW, 0, true)).toBe(first);
    expect(walkStop).toBe(WALK_NEEDS_MORE);
  });

  it("are malformed where more was captured than there was", () => {
    const end = pcapRecord(0, false, SECONDS, 0, IPV4);
    store<u32>(batch, 19, PCAP_LENGTH);
    walkPcap(0, end, LINKTYPE_RAW, 0, true);
    expect(<u32>frameAt(0).outcome).toBe(OUTCOME_MALFORMED);
    expect(frameAt(0).length).toBe(19);
    expect(frameAt(0).captured).toBe(20);
  });

  it("are described FRAMES_MAX at a time, none lost, each counted once", () => {
    let end: u32 = 0;
    while (end + RECORD_SIZE <= BATCH_SIZE && end < (2 * FRAMES_MAX + 3) * RECORD_SIZE)
      end = pcapRecord(end, false, SECONDS, end / RECORD_SIZE, IPV4);
    let from: u32 = 0;
    let next: u64 = 0;
    const sizes: u32[] = [];
    const before = counted();
    do {
      from = walkPcap(from, end, LINKTYPE_RAW, 0, true);
      for (let k: u32 = 0; k < frameCount; k++)
        assert(frameAt(k).time % 1000000000 == 1000 * next++, k.toString());
      sizes.push(frameCount);
    } while (walkStop == WALK_FULL);
    expect(from).toBe(end);
    expect(next).toBe(2 * FRAMES_MAX + 3);
    expect(sizes).toStrictEqual([FRAMES_MAX, FRAMES_MAX, 3]);
    expect(counted() - before).toBe(2 * FRAMES_MAX + 3);
  });

  it("fill the batch to its last octet", () => {
    const at = BATCH_SIZE - RECORD_SIZE;
    pcapRecord(at, false, SECONDS, 7, IPV4);
    expect(walkPcap(at, BATCH_SIZE, LINKTYPE_RAW, 0, true)).toBe(BATCH_SIZE);
    expect(<u32>frameAt(0).outcome).toBe(OUTCOME_OK);
  });
});
