import {
  HOST_NAME_MAX,
  NAME_SIZE,
  NAME_TEXT,
  VERDICT_ACCEPT,
  VERDICT_ALERT,
  VERDICT_NONE,
  VERDICT_REJECT,
} from "../../../assembly/abi";
import { isMentioned, verdictOfName } from "../../../assembly/policy/host";
import { addName, clearPolicy } from "../helper/policy";

const record: usize = memory.data(NAME_SIZE);

function saidOf(text: string, group: u32 = 0): u32 {
  memory.fill(record, 0x2e, NAME_SIZE);
  store<u8>(record, <u8>text.length);
  String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, record + NAME_TEXT);
  return verdictOfName(record, group);
}

/** For some group. */
function isNamed(text: string): bool {
  saidOf(text);
  return isMentioned(record);
}

describe("exceptions by host name", () => {
  it("are the name itself, or the longest end of it", () => {
    clearPolicy();
    addName(".test", VERDICT_REJECT);
    addName("a.test", VERDICT_ALERT);
    addName("b.test", VERDICT_ALERT, 3);
    addName(".a.test", VERDICT_ACCEPT);
    addName("x.a.test", VERDICT_REJECT);
    expect(saidOf("test")).toBe(VERDICT_NONE);
    expect(saidOf(".test")).toBe(VERDICT_REJECT);
    expect(saidOf("atest")).toBe(VERDICT_NONE);
    expect(saidOf("a.test")).toBe(VERDICT_ALERT);
    expect(saidOf("c.test")).toBe(VERDICT_REJECT);
    expect(saidOf("b.a.test")).toBe(VERDICT_ACCEPT);
    expect(saidOf("c.b.a.test")).toBe(VERDICT_ACCEPT);
    expect(saidOf("x.a.test")).toBe(VERDICT_REJECT);
    expect(saidOf("xa.test")).toBe(VERDICT_REJECT);
    expect(saidOf("a.test.other")).toBe(VERDICT_NONE);
    expect(saidOf("b.test")).toBe(VERDICT_REJECT);
    expect(saidOf("b.test", 3)).toBe(VERDICT_ALERT);
    expect(saidOf("")).toBe(VERDICT_NONE);
  });

  it("mention what they say something of to some group", () => {
    clearPolicy();
    expect(isNamed("a.test")).toBe(false);
    addName(".test", VERDICT_REJECT, 7);
    addName("b.other", VERDICT_ALERT, 3);
    expect(isNamed("a.test") && isNamed("b.a.test") && isNamed("b.other")).toBe(true);
    expect(isNamed("test") || isNamed("a.b.other") || isNamed("other") || isNamed("a.testing")).toBe(false);
  });

  it("are found for names of every size", () => {
    clearPolicy();
    const longest = "a".repeat(<i32>HOST_NAME_MAX - 3) + ".bb";
    addName(".bb", VERDICT_ALERT);
    addName(longest, VERDICT_REJECT);
    expect(saidOf(longest)).toBe(VERDICT_REJECT);
    expect(saidOf("b" + longest.substring(1))).toBe(VERDICT_ALERT);
    expect(saidOf("a.".repeat(126) + "a")).toBe(VERDICT_NONE);
  });
});
