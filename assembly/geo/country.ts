import { answer4 } from "./ipv4";
import { answer6 } from "./ipv6";

/** What the country table says of an address in abi.ts's form: country | other country << 8. */
export function answerOf(high: u64, low: u64, isIpv6: bool): u32 {
  return isIpv6 ? answer6(high, low) : answer4(<u32>low);
}
