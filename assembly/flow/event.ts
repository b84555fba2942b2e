// A flow leaves the classifier whole, with its names; drawn in abi.ts.

import { FLOW_SIZE, NAME_SIZE } from "../abi";
import { append } from "../events";
import { NO_NAME, nameAt } from "../names/table";
import { entryOf, Flow } from "./flow";

export function sendFlow(kind: u32, frame: u32, flow: Flow, time: u64): void {
  const nameSize = flow.name == NO_NAME ? 0 : NAME_SIZE;
  const dnsNameSize = flow.dnsName == NO_NAME ? 0 : NAME_SIZE;
  const body = append(kind, frame, entryOf(flow), flow.hash, time, FLOW_SIZE + nameSize + dnsNameSize);
  memory.copy(body, changetype<usize>(flow), FLOW_SIZE);
  if (nameSize) memory.copy(body + FLOW_SIZE, nameAt(flow.name), NAME_SIZE);
  if (dnsNameSize) memory.copy(body + FLOW_SIZE + nameSize, nameAt(flow.dnsName), NAME_SIZE);
}
