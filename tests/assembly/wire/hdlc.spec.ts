import { OUTCOME_NOT_IP, OUTCOME_OK, OUTCOME_TRUNCATED } from "../../../assembly/abi";
import { hdlc } from "../../../assembly/wire/hdlc";
import { frame, start, write } from "../helper/frame";

const IPV4 = "45000014 00010000 403b0000 c0000201 c6336402";
const IPV6 = "60000000 00003b40 20010db8 00000000 00000000 00000001 20010db8 00000000 00000000 00000002";

function outcome(hex: string): u32 {
  return hdlc(frame, start, write(hex));
}

describe("hdlc", () => {
  it("reads the EtherType behind Cisco's addresses", () => {
    expect(outcome("0f000800" + IPV4)).toBe(OUTCOME_OK);
    expect(outcome("0f0086dd" + IPV6)).toBe(OUTCOME_OK);
    expect(outcome("8f000800" + IPV4)).toBe(OUTCOME_OK);
    expect(outcome("0f008847 00001100" + IPV4)).toBe(OUTCOME_OK);
    expect(outcome("8f008035" + IPV4)).toBe(OUTCOME_NOT_IP);
  });

  it("reads PPP behind any other octet", () => {
    expect(outcome("ff030021" + IPV4)).toBe(OUTCOME_OK);
    expect(outcome("0021" + IPV4)).toBe(OUTCOME_OK);
    expect(outcome("21" + IPV4)).toBe(OUTCOME_OK);
    expect(outcome("ff03c021")).toBe(OUTCOME_NOT_IP);
  });

  it("is truncated within each of them", () => {
    expect(outcome("")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("0f")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("0f0008")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("8f000800")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("ff03")).toBe(OUTCOME_TRUNCATED);
  });
});
