import { OUTCOME_NOT_IP, OUTCOME_OK, OUTCOME_TRUNCATED } from "../../../assembly/abi";
import { loop, nullLink } from "../../../assembly/wire/loopback";
import { frame, start, write } from "../helper/frame";

const IPV4 = "45000014 00010000 403b0000 c0000201 c6336402";
const IPV6 = "60000000 00003b40 20010db8000000000000000000000001 20010db8000000000000000000000002";

function ofNull(hex: string): u32 {
  return nullLink(frame, start, write(hex));
}

function ofLoop(hex: string): u32 {
  return loop(frame, start, write(hex));
}

describe("loopback", () => {
  it("reads NULL in either byte order", () => {
    expect(ofNull("02000000" + IPV4)).toBe(OUTCOME_OK);
    expect(ofNull("00000002" + IPV4)).toBe(OUTCOME_OK);
    expect(ofNull("1e000000" + IPV6)).toBe(OUTCOME_OK);
    expect(ofNull("0000001e" + IPV6)).toBe(OUTCOME_OK);
  });

  it("reads LOOP in network order only", () => {
    expect(ofLoop("00000002" + IPV4)).toBe(OUTCOME_OK);
    expect(ofLoop("02000000" + IPV4)).toBe(OUTCOME_NOT_IP);
  });

  it("knows IPv6's family of each system", () => {
    expect(ofLoop("0000000a" + IPV6)).toBe(OUTCOME_OK);
    expect(ofLoop("00000018" + IPV6)).toBe(OUTCOME_OK);
    expect(ofLoop("0000001c" + IPV6)).toBe(OUTCOME_OK);
    expect(ofLoop("0000001e" + IPV6)).toBe(OUTCOME_OK);
    expect(ofLoop("0000001d" + IPV6)).toBe(OUTCOME_NOT_IP);
  });

  it("is truncated below four octets", () => {
    expect(ofNull("")).toBe(OUTCOME_TRUNCATED);
    expect(ofNull("020000")).toBe(OUTCOME_TRUNCATED);
    expect(ofLoop("")).toBe(OUTCOME_TRUNCATED);
    expect(ofLoop("000000")).toBe(OUTCOME_TRUNCATED);
    expect(ofNull("10000000")).toBe(OUTCOME_NOT_IP);
  });
});
