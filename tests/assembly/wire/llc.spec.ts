import { OUTCOME_NOT_IP, OUTCOME_OK, OUTCOME_TRUNCATED } from "../../../assembly/abi";
import { llc } from "../../../assembly/wire/llc";
import { forget, frame, start, write } from "../helper/frame";

const IPV4 = "45000014 00010000 403b0000 c0000201 c6336402";

function outcome(hex: string): u32 {
  return llc(frame, start, write(hex));
}

describe("llc", () => {
  it("is truncated below three octets", () => {
    expect(outcome("")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("4242")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("424203")).toBe(OUTCOME_NOT_IP);
  });

  it("reads IP by its service access point, unnumbered and the same on both sides only", () => {
    expect(outcome("060603" + IPV4)).toBe(OUTCOME_OK);
    expect(outcome("060603")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("060600" + IPV4)).toBe(OUTCOME_NOT_IP);
    expect(outcome("060703" + IPV4)).toBe(OUTCOME_NOT_IP);
  });

  it("reads SNAP of the two Ethernet organisations", () => {
    expect(outcome("aaaa03 000000 0800" + IPV4)).toBe(OUTCOME_OK);
    expect(outcome("aaaa03 0000f8 0800" + IPV4)).toBe(OUTCOME_OK);
    expect(outcome("aaaa03 000001 0800" + IPV4)).toBe(OUTCOME_NOT_IP);
    expect(outcome("aaaa03 000000 0806")).toBe(OUTCOME_NOT_IP);
  });

  it("is truncated within the SNAP header", () => {
    const end = write("aaaa03 000000 0806");
    for (let size: usize = 3; start + size < end; size++) {
      forget();
      assert(llc(frame, start, start + size) == OUTCOME_TRUNCATED, size.toString());
    }
    expect(llc(frame, start, end)).toBe(OUTCOME_NOT_IP);
  });
});
