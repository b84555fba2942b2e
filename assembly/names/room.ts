// Room for another name where the table is full: of a few names that no flow holds the one goes that is needed least. On a
// router flows give theirs back, too: nobody ends them here, and those that have ended would hold names for ever.

import { Flow, flowAt } from "../flow/flow";
import { flowCount } from "../flow/table";
import { IS_LIVE } from "../live";
import { needOf } from "./need";
import { NANOSECONDS_PER_SECOND, secondsOf } from "./second";
import {
  forgetName,
  hasName,
  isFull,
  isHeld,
  lastUseOf,
  NO_NAME,
  namesMax,
  release,
  takeName,
  use,
} from "./table";

/** A name that was used within so many seconds is missed: a device may still go by it. */
const MISSED_S: u32 = 600;
/** Candidates of which the one goes that is needed least, ... */
const SAMPLE: u32 = 8;
/** ... and entries looked at to find them, some ns each: many flows have no name. */
const NAMES_REACH: u32 = 64;
const FLOWS_REACH: u32 = 1024;
/** Flows that give their names back for one name: others may hold the same. */
const FLOWS_MAX: u32 = 8;

/** Names that were forgotten while a device might still have gone by them: used within the last ten minutes. */
export let namesEvicted: u64 = 0;
/** Flows that gave their names back. */
export let flowsUnnamed: u64 = 0;

let nameHand: u32 = 0;
let flowHand: u32 = 0;

/** `takeName` at `time`, which makes room where there is none. */
export function takeNameAt(text: usize, size: u32, time: u64): u32 {
  if (isFull() && !hasName(text, size)) makeRoom(time);
  const name = takeName(text, size);
  if (name != NO_NAME) use(name, secondsOf(time));
  return name;
}

function makeRoom(time: u64): void {
  let name = leastNeeded();
  const need = needOfName(name);
  for (let k: u32 = 0; IS_LIVE && k < FLOWS_MAX; k++) {
    const flow = longestSilent();
    if (flow == null || needOfFlow(flow) > need) break;
    const given = giveBack(flow);
    // It may have been told again since that flow.
    if (given == NO_NAME || needOfName(given) > need) continue;
    name = given;
    break;
  }
  if (name == NO_NAME) return;
  if (<u64>lastUseOf(name) + MISSED_S >= secondsOf(time)) namesEvicted++;
  forgetName(name);
}

/** Nanoseconds since 1970-01-01T00:00:00Z when it was last used: the end of that second, for it may be its last. */
function needOfName(name: u32): u64 {
  return name == NO_NAME ? u64.MAX_VALUE : needOf(name, (<u64>lastUseOf(name) + 1) * NANOSECONDS_PER_SECOND);
}

/** The same of the flow's names: of the one that is needed more. */
function needOfFlow(flow: Flow): u64 {
  return max(needOf(flow.name, flow.last), needOf(flow.dnsName, flow.last));
}

/** Of the next few names at the hand that no flow holds; NO_NAME where there is none among them. */
function leastNeeded(): u32 {
  let least = NO_NAME;
  let leastNeed = u64.MAX_VALUE;
  for (let looked: u32 = 0, found: u32 = 0; looked < min(NAMES_REACH, namesMax) && found < SAMPLE; looked++) {
    const name = nameHand + 1;
    nameHand = (nameHand + 1) % namesMax;
    if (isHeld(name)) continue;
    found++;
    const need = needOfName(name);
    if (need >= leastNeed) continue;
    least = name;
    leastNeed = need;
  }
  return least;
}

/** Of the next few flows with a name at the hand, the one whose name is needed least; null where there is none. */
function longestSilent(): Flow | null {
  let least: Flow | null = null;
  let leastNeed = u64.MAX_VALUE;
  for (
    let looked: u32 = 0, found: u32 = 0;
    looked < min(FLOWS_REACH, flowCount) && found < SAMPLE;
    looked++
  ) {
    flowHand = flowHand + 1 < flowCount ? flowHand + 1 : 0;
    const flow = flowAt(flowHand);
    if (flow.name == NO_NAME && flow.dnsName == NO_NAME) continue;
    found++;
    const need = needOfFlow(flow);
    if (need >= leastNeed) continue;
    least = flow;
    leastNeed = need;
  }
  return least;
}

/** One of its names that no flow holds any more, or NO_NAME. */
function giveBack(flow: Flow): u32 {
  const name = flow.name;
  const dnsName = flow.dnsName;
  release(name);
  release(dnsName);
  flow.name = NO_NAME;
  flow.dnsName = NO_NAME;
  flow.nameSource = 0;
  flowsUnnamed++;
  if (name != NO_NAME && !isHeld(name)) return name;
  return dnsName != NO_NAME && !isHeld(dnsName) ? dnsName : NO_NAME;
}
