import {
  EXTENSIONS_MAX,
  HAS_DESTINATION,
  HAS_FRAGMENT,
  HAS_PORTS,
  HAS_PROTOCOL,
  HAS_SOURCE,
  HAS_TIME,
  IS_IPV6,
  OUTCOME_MALFORMED,
  OUTCOME_OK,
  OUTCOME_TOO_DEEP,
  OUTCOME_TRUNCATED,
} from "../../../assembly/abi";
import { ipv6 } from "../../../assembly/wire/ipv6";
import { append, forget, frame, has, repeat, start, write } from "../helper/frame";

const ADDRESSES = "20010db8000000000000000000000001 20010db8000000010000000000000002";
const UDP = "10002000 00080000";
const OPTIONS_TO_UDP = "1100010400000000";
const OPTIONS_TO_OPTIONS = "3c00010400000000";

/** A header with `payloadLength` (four digits) and `next` (two), and what follows it. */
function outcome(payloadLength: string, next: string, rest: string): u32 {
  return ipv6(frame, start, write("60000000" + payloadLength + next + "40" + ADDRESSES + rest));
}

describe("ipv6", () => {
  it("reads the shortest header", () => {
    expect(outcome("0000", "3b", "")).toBe(OUTCOME_OK);
    expect(frame.present).toBe(HAS_TIME | HAS_SOURCE | HAS_DESTINATION | HAS_PROTOCOL | IS_IPV6);
    expect(frame.sourceHigh).toBe(0x20010db800000000);
    expect(frame.sourceLow).toBe(1);
    expect(frame.destinationHigh).toBe(0x20010db800000001);
    expect(frame.destinationLow).toBe(2);
    expect(<u32>frame.protocol).toBe(59);
  });

  it("prints what is whole of a truncated header", () => {
    write("60000000 00003b40" + ADDRESSES);
    for (let size: u32 = 0; size < 40; size++) {
      forget();
      assert(ipv6(frame, start, start + size) == OUTCOME_TRUNCATED, size.toString());
      let expected = HAS_TIME;
      if (size >= 7) expected |= HAS_PROTOCOL;
      if (size >= 24) expected |= HAS_SOURCE | IS_IPV6;
      assert(frame.present == expected, size.toString());
    }
    expect(ipv6(frame, start, start + 40)).toBe(OUTCOME_OK);
  });

  it("refuses every other version on the first octet, without a field", () => {
    for (let first: u32 = 0; first < 256; first++) {
      const end = write("00000000 00003b40" + ADDRESSES);
      store<u8>(start, <u8>first);
      const good = first >> 4 == 6;
      assert((ipv6(frame, start, end) == OUTCOME_MALFORMED) == !good, first.toString(16));
      assert((frame.present == HAS_TIME) == !good, first.toString(16));
    }
    expect(has(HAS_SOURCE)).toBe(false);
  });

  it("passes over each extension header, and only those", () => {
    const extensions: StaticArray<u32> = [0, 43, 44, 51, 60, 135, 139, 140];
    for (let next: u32 = 0; next < 256; next++) {
      const digits = next.toString(16).padStart(2, "0");
      // 8 octets as each of them counts its length; no reader of transport minds them.
      const end = write("60000000 0010" + digits + "40" + ADDRESSES + "3b00000000000000 0000000000000000");
      ipv6(frame, start, end);
      const passed = extensions.includes(next);
      assert((frame.protocol == 59) == (passed || next == 59), next.toString());
      assert(passed || frame.protocol == <u8>next, next.toString());
    }
    expect(has(HAS_PROTOCOL)).toBe(true);
  });

  it("counts an extension's length in units of 8, the first not counted", () => {
    expect(outcome("0018", "3c", "11010104000000000104000000000000" + UDP)).toBe(OUTCOME_OK);
    expect(<u32>frame.sourcePort).toBe(0x1000);
    const end = repeat(write("60000000 08083c40" + ADDRESSES + "11ff"), "00", 2046);
    expect(ipv6(frame, start, append(end, UDP))).toBe(OUTCOME_OK);
    expect(<u32>frame.sourcePort).toBe(0x1000);
  });

  it("names the protocol with the octet that holds it", () => {
    write("60000000 00103c40" + ADDRESSES + OPTIONS_TO_UDP + UDP);
    for (let size: u32 = 40; size < 56; size++) {
      forget();
      assert(ipv6(frame, start, start + size) == OUTCOME_TRUNCATED, size.toString());
      assert(has(HAS_PROTOCOL) == size >= 41, size.toString());
      assert(has(HAS_PORTS) == size >= 52, size.toString());
    }
    expect(ipv6(frame, start, start + 56)).toBe(OUTCOME_OK);
  });

  it("walks EXTENSIONS_MAX headers and refuses one more", () => {
    let end = repeat(write("60000000 01083c40" + ADDRESSES), OPTIONS_TO_OPTIONS, EXTENSIONS_MAX - 1);
    end = append(end, OPTIONS_TO_UDP + UDP);
    expect(ipv6(frame, start, end)).toBe(OUTCOME_OK);
    end = repeat(write("60000000 01103c40" + ADDRESSES), OPTIONS_TO_OPTIONS, EXTENSIONS_MAX);
    end = append(end, OPTIONS_TO_UDP + UDP);
    expect(ipv6(frame, start, end)).toBe(OUTCOME_TOO_DEEP);
    expect(has(HAS_PROTOCOL)).toBe(false);
  });

  it("is malformed where the payload ends inside an extension or the transport", () => {
    expect(outcome("0000", "3c", OPTIONS_TO_UDP + UDP)).toBe(OUTCOME_OK);
    expect(outcome("0001", "3c", OPTIONS_TO_UDP + UDP)).toBe(OUTCOME_MALFORMED);
    expect(outcome("0007", "3c", OPTIONS_TO_UDP + UDP)).toBe(OUTCOME_MALFORMED);
    expect(outcome("0008", "3c", OPTIONS_TO_UDP + UDP)).toBe(OUTCOME_MALFORMED);
    expect(outcome("000f", "3c", OPTIONS_TO_UDP + UDP)).toBe(OUTCOME_MALFORMED);
    expect(outcome("0010", "3c", OPTIONS_TO_UDP + UDP)).toBe(OUTCOME_OK);
    expect(outcome("0010", "3c", "1102010400000000" + UDP)).toBe(OUTCOME_MALFORMED);
  });

  it("reads a fragment header: first, later, atomic", () => {
    expect(outcome("0010", "2c", "1100000100000001" + UDP)).toBe(OUTCOME_OK);
    expect(has(HAS_FRAGMENT | HAS_PORTS)).toBe(true);
    expect(<u32>frame.fragmentOffset).toBe(0);

    expect(outcome("0010", "2c", "1100000900000001" + UDP)).toBe(OUTCOME_OK);
    expect(has(HAS_FRAGMENT)).toBe(true);
    expect(has(HAS_PORTS)).toBe(false);
    expect(<u32>frame.fragmentOffset).toBe(1);

    expect(outcome("0010", "2c", "1100000000000001" + UDP)).toBe(OUTCOME_OK);
    expect(has(HAS_FRAGMENT | HAS_PORTS)).toBe(true);
  });

  it("is malformed where an atomic fragment, or a fragment header, ends too soon", () => {
    expect(outcome("000c", "2c", "1100000100000001" + "10002000")).toBe(OUTCOME_TRUNCATED);
    expect(frame.hasMore).toBe(true);
    expect(outcome("000c", "2c", "1100000000000001" + "10002000")).toBe(OUTCOME_MALFORMED);
    expect(frame.hasMore).toBe(false);
    expect(outcome("0007", "2c", "11000001000000" + UDP)).toBe(OUTCOME_MALFORMED);
    expect(frame.hasMore).toBe(false);
  });

  it("takes a later fragment's next header for its protocol, even an extension", () => {
    expect(outcome("0010", "2c", "3c00fff800000001" + UDP)).toBe(OUTCOME_OK);
    expect(<u32>frame.protocol).toBe(60);
    expect(<u32>frame.fragmentOffset).toBe(0x1fff);
    expect(outcome("0010", "2c", "3c00000100000001" + OPTIONS_TO_UDP)).toBe(OUTCOME_TRUNCATED);
    expect(<u32>frame.protocol).toBe(17);
  });

  it("is truncated within a fragment header", () => {
    write("60000000 00082c40" + ADDRESSES + "3b00000900000001");
    for (let size: u32 = 40; size < 48; size++) {
      forget();
      assert(ipv6(frame, start, start + size) == OUTCOME_TRUNCATED, size.toString());
      assert(has(HAS_PROTOCOL) == size >= 41, size.toString());
      assert(has(HAS_FRAGMENT) == size >= 44, size.toString());
    }
    expect(ipv6(frame, start, start + 48)).toBe(OUTCOME_OK);
  });

  it("takes a jumbogram's length from its option", () => {
    expect(outcome("0000", "00", "1100c20400000010" + UDP)).toBe(OUTCOME_OK);
    expect(outcome("0000", "00", "1100c2040000000f" + UDP)).toBe(OUTCOME_MALFORMED);
    expect(outcome("0000", "00", "1100c204ffffffff" + UDP)).toBe(OUTCOME_OK);
    // Pad1, PadN, then the option.
    expect(outcome("0000", "00", "11010001 020000c2 04000000 170000" + "00" + UDP)).toBe(OUTCOME_MALFORMED);
    expect(outcome("0000", "00", "11010001 020000c2 04000000 180000" + "00" + UDP)).toBe(OUTCOME_OK);
  });

  it("takes the frame's end where payload length is 0 without a jumbo option", () => {
    expect(outcome("0000", "11", UDP)).toBe(OUTCOME_OK);
    expect(outcome("0000", "11", "100020")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("0000", "00", "1100050200000100" + UDP)).toBe(OUTCOME_OK);
    // An option of the jumbo's type with another length, and one that passes its header's end.
    expect(outcome("0000", "00", "1100c20300000000" + UDP)).toBe(OUTCOME_OK);
    expect(outcome("0000", "00", "1100000000 00c204" + UDP)).toBe(OUTCOME_OK);
  });
});
