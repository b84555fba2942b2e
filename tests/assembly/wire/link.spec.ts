import {
  OUTCOME_MALFORMED,
  OUTCOME_NOT_IP,
  OUTCOME_OK,
  OUTCOME_TRUNCATED,
  OUTCOME_UNSUPPORTED_LINK_TYPE,
} from "../../../assembly/abi";
import { isSupported, link } from "../../../assembly/wire/link";
import { forget, frame, start, write } from "../helper/frame";

const IPV4 = "45000014 00010000 403b0000 c0000201 c6336402";
const IPV6 = "60000000 00003b40 20010db8000000000000000000000001 20010db8000000000000000000000002";

const LINK_TYPES: StaticArray<u32> = [0, 1, 9, 12, 14, 50, 101, 104, 108, 113, 228, 229, 239, 276];
const RAW: StaticArray<u32> = [12, 14, 101];

describe("link", () => {
  it("reads 14 link types, refuses every other, and needs an octet of each", () => {
    const end = write("");
    for (let linkType: u32 = 0; linkType < 0x10000; linkType++) {
      const expected = LINK_TYPES.includes(linkType) ? OUTCOME_TRUNCATED : OUTCOME_UNSUPPORTED_LINK_TYPE;
      assert(link(frame, linkType, start, end, false) == expected, linkType.toString());
      assert(isSupported(linkType) == (expected == OUTCOME_TRUNCATED), linkType.toString());
    }
    expect(isSupported(0x10001)).toBe(false);
  });

  it("takes RAW's version from the packet, by each of its numbers", () => {
    for (let k = 0; k < RAW.length; k++) {
      assert(link(frame, RAW[k], start, write(IPV4), false) == OUTCOME_OK, RAW[k].toString());
      assert(link(frame, RAW[k], start, write(IPV6), false) == OUTCOME_OK, RAW[k].toString());
      assert(link(frame, RAW[k], start, write("50"), false) == OUTCOME_MALFORMED, RAW[k].toString());
    }
    forget();
    expect(link(frame, 101, start, start, false)).toBe(OUTCOME_TRUNCATED);
  });

  it("reads Cisco's HDLC and PPP as PPP_HDLC, PPP alone as PPP", () => {
    expect(link(frame, 50, start, write("0f000800" + IPV4), false)).toBe(OUTCOME_OK);
    expect(link(frame, 50, start, write("ff030021" + IPV4), false)).toBe(OUTCOME_OK);
    expect(link(frame, 104, start, write("0f000800" + IPV4), false)).toBe(OUTCOME_OK);
    expect(link(frame, 104, start, write("8f0086dd" + IPV6), false)).toBe(OUTCOME_OK);
    expect(link(frame, 104, start, write("0f0008"), false)).toBe(OUTCOME_TRUNCATED);
    expect(link(frame, 9, start, write("0f000800" + IPV4), false)).toBe(OUTCOME_NOT_IP);
  });

  it("holds IPV4 and IPV6 to their version", () => {
    expect(link(frame, 228, start, write(IPV6), false)).toBe(OUTCOME_MALFORMED);
    expect(link(frame, 229, start, write(IPV4), false)).toBe(OUTCOME_MALFORMED);
    expect(link(frame, 228, start, write(IPV4), false)).toBe(OUTCOME_OK);
    expect(link(frame, 229, start, write(IPV6), false)).toBe(OUTCOME_OK);
  });
});
