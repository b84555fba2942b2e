import { OUTCOME_NOT_IP, OUTCOME_OK, OUTCOME_TRUNCATED } from "../../../assembly/abi";
import { pppoe } from "../../../assembly/wire/pppoe";
import { forget, frame, start, write } from "../helper/frame";

const IPV4 = "45000014 00010000 403b0000 c0000201 c6336402";

describe("pppoe", () => {
  it("reads session data", () => {
    expect(pppoe(frame, start, write("1100002a0016 0021" + IPV4))).toBe(OUTCOME_OK);
    expect(pppoe(frame, start, write("1100002a0016 c021"))).toBe(OUTCOME_NOT_IP);
  });

  it("reads nothing behind another code", () => {
    expect(pppoe(frame, start, write("11a7002a0016 0021" + IPV4))).toBe(OUTCOME_NOT_IP);
  });

  it("is truncated within its header and the protocol behind it", () => {
    const end = write("1100002a0002 c021");
    for (let size: usize = 0; start + size < end; size++) {
      forget();
      assert(pppoe(frame, start, start + size) == OUTCOME_TRUNCATED, size.toString());
    }
    expect(pppoe(frame, start, end)).toBe(OUTCOME_NOT_IP);
  });
});
