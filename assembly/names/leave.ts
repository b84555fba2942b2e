// What a flow holds of names and streams, given back when the table evicts it.

import { EVENT_FLOW_EVICTED } from "../abi";
import { isTold } from "../events";
import { sendFlow } from "../flow/event";
import { Flow } from "../flow/flow";
import { letGo } from "./holding";
import { release } from "./table";

/** Copies the flow and its names into an event where that is told, then gives them back. */
export function leave(flow: Flow): void {
  if (isTold(EVENT_FLOW_EVICTED)) sendFlow(EVENT_FLOW_EVICTED, 0, flow, flow.last);
  letGo(flow);
  release(flow.name);
  release(flow.dnsName);
}
