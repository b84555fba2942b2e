// What the policy says of a flow: asked when it opens, and when a name of it becomes known. The order of precedence is
// host/policy/decide.ts's, which has the words for it.

import {
  COUNTRIES_MAX,
  COUNTRY_NULL,
  EVENT_FLOW_OPENED,
  HAS_DESTINATION,
  HAS_TIME,
  IS_IPV6,
  OPINIONS_BOTH,
  OPINIONS_EITHER,
  POLICY_IS_JUDGING,
  POLICY_OPINIONS,
  POLICY_TUNNELS,
  POLICY_VERDICTS,
  VERDICT_ACCEPT,
  VERDICT_ALERT,
  VERDICT_HELD,
  VERDICT_MASK,
  VERDICT_NAME,
  VERDICT_NONE,
  VERDICT_STRICTNESS,
  VERDICT_TUNNEL,
} from "../abi";
import { isTold } from "../events";
import { sendFlow } from "../flow/event";
import { Flow } from "../flow/flow";
import { Frame, placeOf } from "../frame";
import { maySayName } from "../names/state";
import { NO_NAME, nameAt } from "../names/table";
import { verdictOfAddress } from "./address";
import { defer, isInForce } from "./due";
import { groupOf } from "./group";
import { verdictOfName } from "./host";
import { policyImage } from "./image";
import { isTunnel } from "./tunnel";

/** Of a record without one. */
const NO_TIME: u64 = 0;

/** Whether there is a policy; without one, a flow that opens costs this comparison. */
export function isJudging(): bool {
  return load<u32>(policyImage, POLICY_IS_JUDGING) != 0;
}

/** On a flow's first frame, when its name by DNS is known. */
export function judgeOpening(frame: Frame, flow: Flow): void {
  if (isTunnel(frame, flow)) flow.verdict = <u16>VERDICT_TUNNEL;
  judgeNamed(flow, placeOf(frame), frame.present & HAS_TIME ? frame.time : NO_TIME);
}

/** The same of a flow that nobody is told of. */
export function judgeWithoutWord(frame: Frame, flow: Flow): void {
  if (isTunnel(frame, flow)) flow.verdict = <u16>VERDICT_TUNNEL;
  judgeSilently(flow);
}

/** A name of the flow became known. */
export function judgeNamed(flow: Flow, frame: u32, time: u64): void {
  // What has no time is judged by what is there.
  if (time != NO_TIME && !isInForce(time) && defer(flow, frame, time)) return;
  judge(flow, frame, time);
}

/** Gives a flow its verdict, and tells of it where it wants an alert that the one before did not want. */
export function judge(flow: Flow, frame: u32, time: u64): void {
  const before: u32 = flow.verdict;
  judgeSilently(flow);
  if (!(flow.verdict & ~before & VERDICT_ALERT) || !isTold(EVENT_FLOW_OPENED)) return;
  sendFlow(EVENT_FLOW_OPENED, frame, flow, time);
}

export function judgeSilently(flow: Flow): void {
  flow.verdict = <u16>((flow.verdict & (VERDICT_TUNNEL | VERDICT_HELD)) | verdictOf(flow));
}

function verdictOf(flow: Flow): u32 {
  const group = groupOf(flow.device);
  const present = flow.kind >>> 16;
  if (present & HAS_DESTINATION) {
    const byAddress = verdictOfAddress(flow.remoteHigh, flow.remoteLow, (present & IS_IPV6) != 0, group);
    if (byAddress != VERDICT_NONE) return byAddress;
  }
  if (<u32>(<u8>flow.answer) == COUNTRY_NULL) return VERDICT_ACCEPT;
  const byCountry = verdictOfCountries(flow, group);
  if (flow.name != NO_NAME) return orElse(byNameOf(flow.name, group), byCountry & ~VERDICT_NAME);
  const byDns = flow.dnsName == NO_NAME ? VERDICT_NONE : byNameOf(flow.dnsName, group);
  const verdict = orElse(byDns, byCountry) & ~VERDICT_NAME;
  if (!maySayName(flow.naming)) return verdict;
  // What its device had asked for refuses it at once; it frees it only until the flow says another name itself.
  if (byDns != VERDICT_NONE && (byDns & VERDICT_MASK) != VERDICT_ACCEPT) return verdict;
  const mayChange = (byCountry & VERDICT_NAME) != 0 || verdict != byCountry;
  return mayChange ? verdict | VERDICT_NAME : verdict;
}

function byNameOf(name: u32, group: u32): u32 {
  return verdictOfName(nameAt(name), group);
}

function orElse(verdict: u32, other: u32): u32 {
  return verdict == VERDICT_NONE ? other : verdict;
}

/** With VERDICT_NAME where some name's verdict is another. */
export function verdictOfCountries(flow: Flow, group: u32): u32 {
  const verdicts = policyImage + POLICY_VERDICTS + group * COUNTRIES_MAX;
  const first: u32 = load<u8>(verdicts + <u8>flow.answer);
  const otherCountry = flow.answer >>> 8;
  const other: u32 = otherCountry == 0 ? first : load<u8>(verdicts + otherCountry);
  const verdict = ofBoth(first, other);
  if (!(flow.verdict & VERDICT_TUNNEL)) return verdict;
  return stricter(verdict, load<u8>(policyImage + group, POLICY_TUNNELS));
}

function ofBoth(first: u32, other: u32): u32 {
  const opinions = load<u32>(policyImage, POLICY_OPINIONS);
  if (opinions == OPINIONS_EITHER) return stricter(first, other);
  return opinions == OPINIONS_BOTH && stricter(first, other) == first ? other : first;
}

function stricter(a: u32, b: u32): u32 {
  return (a & VERDICT_STRICTNESS) >= (b & VERDICT_STRICTNESS) ? a : b;
}
