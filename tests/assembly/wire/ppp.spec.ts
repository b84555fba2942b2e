import { OUTCOME_NOT_IP, OUTCOME_OK, OUTCOME_TRUNCATED } from "../../../assembly/abi";
import { ppp } from "../../../assembly/wire/ppp";
import { frame, start, write } from "../helper/frame";

const IPV4 = "45000014 00010000 403b0000 c0000201 c6336402";

function outcome(hex: string): u32 {
  return ppp(frame, start, write(hex));
}

describe("ppp", () => {
  it("reads the protocol in one octet or two, with and without address and control", () => {
    expect(outcome("0021" + IPV4)).toBe(OUTCOME_OK);
    expect(outcome("21" + IPV4)).toBe(OUTCOME_OK);
    expect(outcome("ff030021" + IPV4)).toBe(OUTCOME_OK);
    expect(outcome("ff0321" + IPV4)).toBe(OUTCOME_OK);
    expect(outcome("ff030281 00000100" + IPV4)).toBe(OUTCOME_OK);
    expect(outcome("0283 00000100" + IPV4)).toBe(OUTCOME_OK);
  });

  it("is truncated within each of them", () => {
    expect(outcome("")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("ff")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("ff03")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("ff0300")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("00")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("c0")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("0021")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("57")).toBe(OUTCOME_TRUNCATED);
  });

  it("reads nothing behind another control or protocol", () => {
    expect(outcome("ff3f0021" + IPV4)).toBe(OUTCOME_NOT_IP);
    expect(outcome("c021")).toBe(OUTCOME_NOT_IP);
    expect(outcome("fd")).toBe(OUTCOME_NOT_IP);
  });
});
