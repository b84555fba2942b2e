import {
  OUTCOME_NOT_IP,
  OUTCOME_OK,
  OUTCOME_TOO_DEEP,
  OUTCOME_TRUNCATED,
  TAGS_MAX,
} from "../../../assembly/abi";
import { mpls } from "../../../assembly/wire/mpls";
import { append, frame, repeat, start, write } from "../helper/frame";

const IPV4 = "45000014 00010000 403b0000 c0000201 c6336402";
const LABEL = "00010040";
const BOTTOM = "00010140";

function outcome(hex: string): u32 {
  return mpls(frame, start, write(hex));
}

describe("mpls", () => {
  it("takes the first four bits behind the stack for a version", () => {
    expect(outcome(BOTTOM + IPV4)).toBe(OUTCOME_OK);
    expect(outcome(LABEL + BOTTOM + IPV4)).toBe(OUTCOME_OK);
    expect(outcome(BOTTOM + "60")).toBe(OUTCOME_TRUNCATED);
    expect(outcome(BOTTOM + "00000000")).toBe(OUTCOME_NOT_IP);
    expect(outcome(BOTTOM + "50")).toBe(OUTCOME_NOT_IP);
  });

  it("is truncated within the stack and right behind it", () => {
    expect(outcome("")).toBe(OUTCOME_TRUNCATED);
    expect(outcome("000101")).toBe(OUTCOME_TRUNCATED);
    expect(outcome(LABEL + "0001")).toBe(OUTCOME_TRUNCATED);
    expect(outcome(LABEL)).toBe(OUTCOME_TRUNCATED);
    expect(outcome(BOTTOM)).toBe(OUTCOME_TRUNCATED);
  });

  it("walks TAGS_MAX labels and refuses one more", () => {
    let end = append(repeat(write(""), LABEL, TAGS_MAX - 1), BOTTOM + IPV4);
    expect(mpls(frame, start, end)).toBe(OUTCOME_OK);
    end = append(repeat(write(""), LABEL, TAGS_MAX), BOTTOM + IPV4);
    expect(mpls(frame, start, end)).toBe(OUTCOME_TOO_DEEP);
  });
});
