import { isMentioned } from "../policy/host";
import { NO_NAME, nameAt } from "./table";

/** Above every time of this century. */
const RULE_NEEDS: u64 = 1 << 63;

/** How much a name is needed that was used, or is good, at a time: what a rule names is more than all that none does. */
export function needOf(name: u32, time: u64): u64 {
  return name != NO_NAME && isMentioned(nameAt(name)) ? time | RULE_NEEDS : time;
}
