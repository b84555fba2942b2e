import { OUTCOME_NOT_IP, OUTCOME_TRUNCATED } from "../../../assembly/abi";
import { network } from "../../../assembly/wire/ethertype";
import { frame, start, write } from "../helper/frame";

describe("ethertype", () => {
  it("looks into five types and no other", () => {
    const end = write("");
    let looked = 0;
    // Without an octet behind it, whatever is looked into is truncated.
    for (let type: u32 = 0; type < 0x10000; type++) {
      const outcome = network(frame, type, start, end);
      if (outcome == OUTCOME_TRUNCATED) looked++;
      else assert(outcome == OUTCOME_NOT_IP, type.toString(16));
    }
    expect(looked).toBe(5);
    expect(network(frame, 0x0800, start, end)).toBe(OUTCOME_TRUNCATED);
    expect(network(frame, 0x86dd, start, end)).toBe(OUTCOME_TRUNCATED);
    expect(network(frame, 0x8847, start, end)).toBe(OUTCOME_TRUNCATED);
    expect(network(frame, 0x8848, start, end)).toBe(OUTCOME_TRUNCATED);
    expect(network(frame, 0x8864, start, end)).toBe(OUTCOME_TRUNCATED);
  });
});
