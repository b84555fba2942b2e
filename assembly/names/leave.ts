// What a flow holds of names and streams, given back when the table evicts it.

import { EVENT_FLOW_EVICTED } from "../abi";
import { sendFlow } from "../flow/event";
import { Flow } from "../flow/flow";
import { letGo } from "./holding";
import { release } from "./table";

/** Copies the flow and its names into an event, then gives them back. */
export function leave(flow: Flow): void {
  sendFlow(EVENT_FLOW_EVICTED, 0, flow, flow.last);
  letGo(flow);
  release(flow.name);
  release(flow.dnsName);
}
