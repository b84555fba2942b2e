// What a flow holds of names and streams, given back when the table evicts it.

import { EVENT_FLOW_EVICTED, FLOW_SIZE, NAME_SIZE } from "../abi";
import { append } from "../events";
import { entryOf, Flow } from "../flow/flow";
import { letGo } from "./holding";
import { NO_NAME, nameAt, release } from "./table";

/** Copies the flow and its names into an event, then gives them back. */
export function leave(flow: Flow): void {
  const nameSize = flow.name == NO_NAME ? 0 : NAME_SIZE;
  const dnsNameSize = flow.dnsName == NO_NAME ? 0 : NAME_SIZE;
  const size = FLOW_SIZE + nameSize + dnsNameSize;
  const body = append(EVENT_FLOW_EVICTED, 0, entryOf(flow), flow.hash, flow.last, size);
  memory.copy(body, changetype<usize>(flow), FLOW_SIZE);
  if (nameSize) memory.copy(body + FLOW_SIZE, nameAt(flow.name), NAME_SIZE);
  if (dnsNameSize) memory.copy(body + FLOW_SIZE + nameSize, nameAt(flow.dnsName), NAME_SIZE);
  letGo(flow);
  release(flow.name);
  release(flow.dnsName);
}
