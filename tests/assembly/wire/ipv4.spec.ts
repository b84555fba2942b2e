import {
  HAS_DESTINATION,
  HAS_FRAGMENT,
  HAS_PORTS,
  HAS_PROTOCOL,
  HAS_SOURCE,
  HAS_TIME,
  IS_IPV6,
  OUTCOME_MALFORMED,
  OUTCOME_OK,
  OUTCOME_TRUNCATED,
} from "../../../assembly/abi";
import { ipv4 } from "../../../assembly/wire/ipv4";
import { append, forget, frame, has, repeat, start, write } from "../helper/frame";

const ADDRESSES = "c0000201 c6336402";
const UDP = "10002000 00080000";

function outcome(hex: string): u32 {
  return ipv4(frame, start, write(hex));
}

describe("ipv4", () => {
  it("reads the shortest header, addresses v4-mapped", () => {
    expect(outcome("45000014 00010000 403b0000" + ADDRESSES)).toBe(OUTCOME_OK);
    expect(frame.present).toBe(HAS_TIME | HAS_SOURCE | HAS_DESTINATION | HAS_PROTOCOL);
    expect(frame.sourceHigh).toBe(0);
    expect(frame.sourceLow).toBe(0xffffc0000201);
    expect(frame.destinationHigh).toBe(0);
    expect(frame.destinationLow).toBe(0xffffc6336402);
    expect(<u32>frame.protocol).toBe(59);
  });

  it("passes over options of every length", () => {
    for (let words: u32 = 5; words <= 15; words++) {
      let end = append(write(""), "4" + words.toString(16) + "000000 00010000 40110000" + ADDRESSES);
      end = append(repeat(end, "01010101", words - 5), UDP);
      assert(ipv4(frame, start, end) == OUTCOME_OK, words.toString());
      assert(frame.sourcePort == 0x1000 && frame.destinationPort == 0x2000, words.toString());
    }
    expect(has(HAS_PORTS)).toBe(true);
  });

  it("is truncated within its options, whatever follows them", () => {
    expect(outcome("46000018 00010000 403b0000" + ADDRESSES + "940400")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("46000018 00010000 403b0000" + ADDRESSES + "94040000")).toBe(OUTCOME_OK);
    expect(outcome("46000018 00010001 40110000" + ADDRESSES + "940400")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("46000018 00010001 40110000" + ADDRESSES + "94040000")).toBe(OUTCOME_OK);
  });

  it("refuses a wrong version and an IHL below 5 on the first octet, without a field", () => {
    for (let first: u32 = 0; first < 256; first++) {
      const end = write("00000014 00010000 403b0000" + ADDRESSES);
      store<u8>(start, <u8>first);
      const good = first >= 0x45 && first <= 0x4f;
      for (let size: usize = 1; start + size <= end; size++) {
        forget();
        if (good) continue;
        assert(ipv4(frame, start, start + size) == OUTCOME_MALFORMED, first.toString(16));
        assert(frame.present == HAS_TIME, first.toString(16));
      }
    }
    expect(frame.present).toBe(HAS_TIME);
  });

  it("refuses a total length of 1 to header - 1, without a field", () => {
    for (let length: u32 = 1; length < 24; length++) {
      const end = write("46000000 00010000 403b0000" + ADDRESSES + "01010100");
      store<u8>(start, <u8>length, 3);
      assert(ipv4(frame, start, end) == OUTCOME_MALFORMED, length.toString());
      assert(frame.present == HAS_TIME, length.toString());
    }
    expect(outcome("46000018 00010000 403b0000" + ADDRESSES + "01010100")).toBe(OUTCOME_OK);
  });

  it("takes the frame's end for the datagram's where total length is 0", () => {
    expect(outcome("45000000 00010000 40110000" + ADDRESSES + UDP)).toBe(OUTCOME_OK);
    expect(outcome("45000000 00010000 40110000" + ADDRESSES + "100020")).toBe(OUTCOME_TRUNCATED);
  });

  it("prints what is whole of a truncated header", () => {
    write("45000014 00012001 403b0000" + ADDRESSES);
    for (let size: u32 = 0; size < 20; size++) {
      forget();
      assert(ipv4(frame, start, start + size) == OUTCOME_TRUNCATED, size.toString());
      let expected = HAS_TIME;
      if (size >= 8) expected |= HAS_FRAGMENT;
      if (size >= 10) expected |= HAS_PROTOCOL;
      if (size >= 16) expected |= HAS_SOURCE;
      assert(frame.present == expected, size.toString());
    }
    expect(ipv4(frame, start, start + 20)).toBe(OUTCOME_OK);
  });

  it("knows a fragment by MF or an offset, and nothing else", () => {
    expect(outcome("45000014 0001c000 403b0000" + ADDRESSES)).toBe(OUTCOME_OK);
    expect(has(HAS_FRAGMENT)).toBe(false);
    outcome("45000014 00012000 403b0000" + ADDRESSES);
    expect(has(HAS_FRAGMENT)).toBe(true);
    expect(<u32>frame.fragmentOffset).toBe(0);
    outcome("45000014 00013fff 403b0000" + ADDRESSES);
    expect(<u32>frame.fragmentOffset).toBe(0x1fff);
    outcome("45000014 00010001 403b0000" + ADDRESSES);
    expect(<u32>frame.fragmentOffset).toBe(1);
  });

  it("knows whether more fragments follow", () => {
    expect(outcome("45000018 00012000 40110000" + ADDRESSES + "10002000")).toBe(OUTCOME_TRUNCATED);
    expect(frame.hasMore).toBe(true);
    expect(outcome("45000018 00010001 40110000" + ADDRESSES + "10002000")).toBe(OUTCOME_OK);
    expect(frame.hasMore).toBe(false);
    expect(outcome("45000018 00010000 40110000" + ADDRESSES + "10002000")).toBe(OUTCOME_MALFORMED);
  });

  it("reads no transport of a later fragment", () => {
    expect(outcome("4500001c 00010001 40110000" + ADDRESSES + UDP)).toBe(OUTCOME_OK);
    expect(has(HAS_PORTS)).toBe(false);
    expect(outcome("45000014 00010001 40330000" + ADDRESSES)).toBe(OUTCOME_OK);
    expect(<u32>frame.protocol).toBe(51);
  });

  it("prints IPv6's extension numbers as they stand", () => {
    expect(outcome("45000014 00010000 40000000" + ADDRESSES)).toBe(OUTCOME_OK);
    expect(has(HAS_PROTOCOL)).toBe(true);
    expect(<u32>frame.protocol).toBe(0);
    expect(has(IS_IPV6)).toBe(false);
  });
});
