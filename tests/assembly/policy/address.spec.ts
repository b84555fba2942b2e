import { VERDICT_ACCEPT, VERDICT_ALERT, VERDICT_NONE, VERDICT_REJECT } from "../../../assembly/abi";
import { verdictOfAddress } from "../../../assembly/policy/address";
import { V4_MAPPED } from "../../../assembly/wire/ipv4";
import { addRun, clearPolicy } from "../helper/policy";

function of4(address: u32, group: u32 = 0): u32 {
  return verdictOfAddress(0, V4_MAPPED | address, false, group);
}

describe("exceptions by address", () => {
  it("say nothing where there are none", () => {
    clearPolicy();
    expect(of4(0)).toBe(VERDICT_NONE);
    expect(verdictOfAddress(u64.MAX_VALUE, u64.MAX_VALUE, true, 0)).toBe(VERDICT_NONE);
  });

  it("begin with a run's first address, and end before the next run's", () => {
    clearPolicy();
    addRun(false, 0, V4_MAPPED, VERDICT_NONE);
    addRun(false, 0, V4_MAPPED | 0x08000010, VERDICT_REJECT);
    addRun(false, 0, V4_MAPPED | 0x08000020, VERDICT_ACCEPT);
    addRun(false, 0, V4_MAPPED | 0x08000021, VERDICT_NONE);
    addRun(false, 0, V4_MAPPED | 0xffffffff, VERDICT_ALERT);
    expect(of4(0)).toBe(VERDICT_NONE);
    expect(of4(0x0800000f)).toBe(VERDICT_NONE);
    expect(of4(0x08000010)).toBe(VERDICT_REJECT);
    expect(of4(0x0800001f)).toBe(VERDICT_REJECT);
    expect(of4(0x08000020)).toBe(VERDICT_ACCEPT);
    expect(of4(0x08000021)).toBe(VERDICT_NONE);
    expect(of4(0xfffffffe)).toBe(VERDICT_NONE);
    expect(of4(0xffffffff)).toBe(VERDICT_ALERT);
    expect(of4(0x08000010, 15)).toBe(VERDICT_NONE);
  });

  it("know IPv6 by all its bits, and keep the families apart", () => {
    clearPolicy();
    addRun(false, 0, V4_MAPPED, VERDICT_ALERT);
    addRun(true, 0, 0, VERDICT_NONE);
    addRun(true, 0x2600, u64.MAX_VALUE, VERDICT_REJECT);
    addRun(true, 0x2601, 1, VERDICT_ACCEPT);
    expect(verdictOfAddress(0, V4_MAPPED, true, 0)).toBe(VERDICT_NONE);
    expect(verdictOfAddress(0x2600, u64.MAX_VALUE - 1, true, 0)).toBe(VERDICT_NONE);
    expect(verdictOfAddress(0x2600, u64.MAX_VALUE, true, 0)).toBe(VERDICT_REJECT);
    expect(verdictOfAddress(0x2601, 0, true, 0)).toBe(VERDICT_REJECT);
    expect(verdictOfAddress(0x2601, 1, true, 0)).toBe(VERDICT_ACCEPT);
    // The highest bit is no sign.
    expect(verdictOfAddress(u64.MAX_VALUE, 0, true, 0)).toBe(VERDICT_ACCEPT);
    expect(of4(0x01020304)).toBe(VERDICT_ALERT);
  });
});
