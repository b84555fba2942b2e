// What a verdict stands on: whether it holds for all that goes between two addresses.

import { HAS_DESTINATION, IS_IPV6, VERDICT_NAME, VERDICT_NONE, VERDICT_TUNNEL } from "../abi";
import { Flow } from "../flow/flow";
import { verdictOfAddress } from "./address";
import { groupOf } from "./group";
import { verdictOfCountries } from "./judge";

/** Whether no name and no port of another flow between the same addresses could make its verdict another. */
export function isByAddress(flow: Flow): bool {
  const group = groupOf(flow.device);
  const present = flow.kind >>> 16;
  if (!(present & HAS_DESTINATION)) return false;
  const isIpv6 = (present & IS_IPV6) != 0;
  if (verdictOfAddress(flow.remoteHigh, flow.remoteLow, isIpv6, group) != VERDICT_NONE) return true;
  if (flow.verdict & <u16>VERDICT_TUNNEL) return false;
  return (verdictOfCountries(flow, group) & VERDICT_NAME) == 0;
}
