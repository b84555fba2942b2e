import {
  OUTCOME_MALFORMED,
  OUTCOME_NOT_IP,
  OUTCOME_OK,
  OUTCOME_TOO_DEEP,
  OUTCOME_TRUNCATED,
} from "../../../assembly/abi";
import { nflog } from "../../../assembly/wire/nflog";
import { append, frame, repeat, start, write } from "../helper/frame";

const IPV4 = "45000014 00010000 403b0000 c0000201 c6336402";
const IPV6 = "60000000 00003b40 20010db8000000000000000000000001 20010db8000000000000000000000002";
const MARK = "08000200 00000001";

/** `missing` octets were on the wire behind the captured ones. */
function outcome(hex: string, missing: u32 = 0, bigEndian: bool = false): u32 {
  const end = write(hex);
  frame.captured = <u32>(end - start);
  frame.length = frame.captured + missing;
  return nflog(frame, start, end, bigEndian);
}

describe("nflog", () => {
  it("finds the payload behind other attributes, in the host's byte order", () => {
    expect(outcome("02000005 18000900" + IPV4)).toBe(OUTCOME_OK);
    expect(outcome("02000005" + MARK + "18000900" + IPV4)).toBe(OUTCOME_OK);
    expect(outcome("0a000005 2c000900" + IPV6)).toBe(OUTCOME_OK);
    expect(outcome("02000005 00180009" + IPV4, 0, true)).toBe(OUTCOME_OK);
  });

  it("skips the padding of an odd attribute", () => {
    expect(outcome("02000005 05000a00 6c000000 18000900" + IPV4)).toBe(OUTCOME_OK);
  });

  it("reads no further than the attribute goes", () => {
    expect(outcome("02000005 17000900" + IPV4)).toBe(OUTCOME_TRUNCATED);
    expect(outcome("02000005 04000900" + IPV4)).toBe(OUTCOME_TRUNCATED);
    expect(outcome("02000005 ffff0900" + IPV4)).toBe(OUTCOME_OK);
  });

  it("knows two families", () => {
    expect(outcome("07000005 18000900" + IPV4)).toBe(OUTCOME_NOT_IP);
    expect(outcome("02000005 2c000900" + IPV6)).toBe(OUTCOME_MALFORMED);
  });

  it("tells the end of the attributes from a cut between two", () => {
    expect(outcome("02000005" + MARK)).toBe(OUTCOME_NOT_IP);
    expect(outcome("02000005" + MARK, 4)).toBe(OUTCOME_TRUNCATED);
    expect(outcome("02000005")).toBe(OUTCOME_NOT_IP);
    expect(outcome("02000005", 8)).toBe(OUTCOME_TRUNCATED);
    expect(outcome("02000005 05000a00 6c")).toBe(OUTCOME_NOT_IP);
  });

  it("is truncated within its header, an attribute's header and its value", () => {
    expect(outcome("")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("020000")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("02000005 080002")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("02000005 08000200 000000")).toBe(OUTCOME_TRUNCATED);
  });

  it("refuses an attribute shorter than its header, and an endless list", () => {
    expect(outcome("02000005 03000200")).toBe(OUTCOME_MALFORMED);
    expect(outcome("02000005 00000900" + IPV4)).toBe(OUTCOME_MALFORMED);
    const end = append(repeat(write("02000005"), MARK, 64), "18000900" + IPV4);
    expect(nflog(frame, start, end, false)).toBe(OUTCOME_TOO_DEEP);
  });
});
