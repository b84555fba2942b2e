// A flow says its name.

import {
  EVENT_NAME,
  EVENT_NAME_CODE,
  EVENT_NAME_RECORD,
  HOST_NAME_MAX,
  NAME_IS_FURTHER,
  NAME_SIZE,
} from "../abi";
import { authority } from "../app/host-name";
import { nameAt as rawAt, nameEnd as rawEnd } from "../app/result";
import { append } from "../events";
import { entryOf, Flow } from "../flow/flow";
import { takeNameAt } from "./cache";
import { NO_NAME, nameAt, release } from "./table";

const text: usize = memory.data(HOST_NAME_MAX);

/** The raw name that a reader of app/ has just found becomes the flow's, unless it has one; an event in any case. */
export function say(flow: Flow, source: u32, frame: u32, time: u64): void {
  // No port belongs to a server name (RFC 6066 section 3), and yet some clients send one.
  const size = authority(rawAt, rawEnd, text);
  if (size == 0) return;
  const name = takeNameAt(text, size, time);
  if (name == NO_NAME) return;
  const body = append(EVENT_NAME, frame, entryOf(flow), flow.hash, time, EVENT_NAME_RECORD + NAME_SIZE);
  const isFurther = flow.name != NO_NAME && flow.name != name;
  store<u32>(body, isFurther ? source | NAME_IS_FURTHER : source, EVENT_NAME_CODE);
  memory.copy(body + EVENT_NAME_RECORD, nameAt(name), NAME_SIZE);
  if (flow.name != NO_NAME) {
    release(name);
    return;
  }
  flow.name = name;
  flow.nameSource = <u8>source;
}
