import {
  HAS_TIME,
  OUTCOME_MALFORMED,
  OUTCOME_OK,
  TOTALS_BYTES,
  TOTALS_FIRST,
  TOTALS_FRAMES,
  TOTALS_LAST,
  TOTALS_OUTCOMES,
} from "../../../assembly/abi";
import { countTotals, totals } from "../../../assembly/counters/totals";
import { forget, frame } from "../helper/frame";

function meet(length: u32, time: u64, outcome: u32): void {
  forget();
  frame.length = length;
  frame.time = time;
  if (time == 0) frame.present &= ~HAS_TIME;
  frame.outcome = <u8>outcome;
  countTotals(0, 1);
}

describe("totals", () => {
  it("say that no frame had a time", () => {
    meet(60, 0, OUTCOME_OK);
    expect(load<u64>(totals, TOTALS_FIRST) > load<u64>(totals, TOTALS_LAST)).toBe(true);
  });

  it("count every frame, whatever its outcome, and times in any order", () => {
    meet(0xffffffff, 2000, OUTCOME_MALFORMED);
    meet(0xffffffff, 1000, OUTCOME_MALFORMED);
    meet(100, 1500, OUTCOME_OK);
    expect(load<u64>(totals, TOTALS_FRAMES)).toBe(4);
    expect(load<u64>(totals, TOTALS_BYTES)).toBe(60 + 2 * 0xffffffff + 100);
    expect(load<u64>(totals, TOTALS_FIRST)).toBe(1000);
    expect(load<u64>(totals, TOTALS_LAST)).toBe(2000);
    expect(load<u64>(totals + 8 * OUTCOME_OK, TOTALS_OUTCOMES)).toBe(2);
    expect(load<u64>(totals + 8 * OUTCOME_MALFORMED, TOTALS_OUTCOMES)).toBe(2);
  });
});
