import {
  POLICY_RUN_AREA,
  POLICY_RUN_SIZE,
  POLICY_RUN_VERDICTS,
  POLICY_RUNS4,
  POLICY_RUNS6,
  VERDICT_NONE,
} from "../abi";
import { policyImage } from "./image";

/** What exceptions by address say of it for a group of devices; VERDICT_NONE where none fits. */
export function verdictOfAddress(high: u64, low: u64, isIpv6: bool, group: u32): u32 {
  const runs4 = load<u32>(policyImage, POLICY_RUNS4);
  const count = isIpv6 ? load<u32>(policyImage, POLICY_RUNS6) : runs4;
  if (count == 0) return VERDICT_NONE;
  const before: usize = isIpv6 ? <usize>runs4 : 0;
  const runs = policyImage + POLICY_RUN_AREA + before * POLICY_RUN_SIZE;
  let from: u32 = 0;
  let to = count;
  while (from + 1 < to) {
    const middle = from + ((to - from) >> 1);
    if (isAbove(runs + middle * POLICY_RUN_SIZE, high, low)) to = middle;
    else from = middle;
  }
  return load<u8>(runs + from * POLICY_RUN_SIZE + group, POLICY_RUN_VERDICTS);
}

function isAbove(run: usize, high: u64, low: u64): bool {
  const first = load<u64>(run);
  return first == high ? load<u64>(run, 8) > low : first > high;
}
