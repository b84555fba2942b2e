// A flow says its name.

import {
  EVENT_NAME,
  EVENT_NAME_CODE,
  EVENT_NAME_RECORD,
  NAME_IS_ECH,
  NAME_IS_FURTHER,
  NAME_SIZE,
  NAME_SOURCE_HTTP,
  NAME_TEXT,
} from "../abi";
import { authority, serverName } from "../app/host-name";
import { nameAt as rawAt, nameEnd as rawEnd } from "../app/result";
import { append, isTold } from "../events";
import { entryOf, Flow } from "../flow/flow";
import { isJudging, judgeNamed } from "../policy/judge";
import { takeNameAt } from "./room";
import { NO_NAME, release } from "./table";

/** A name as abi.ts draws it. */
const said: usize = memory.data(NAME_SIZE);

/**
 * The raw name that a reader of app/ has just found becomes the flow's, unless it has one or the table is full. It is
 * told in any case: as a further one where the flow does not hold it.
 */
export function say(flow: Flow, source: u32, frame: u32, time: u64): void {
  // No port belongs to a server name (RFC 6066 section 3), and yet some clients send one.
  const isField = source == NAME_SOURCE_HTTP;
  const size = isField
    ? authority(rawAt, rawEnd, said + NAME_TEXT)
    : serverName(rawAt, rawEnd, said + NAME_TEXT);
  if (size == 0) return;
  store<u8>(said, <u8>size);
  const name = takeNameAt(said + NAME_TEXT, size, time);
  if (isTold(EVENT_NAME)) tell(flow, name, source, frame, time);
  if (flow.name != NO_NAME) {
    release(name);
    return;
  }
  flow.name = name;
  flow.nameSource = (flow.nameSource & <u8>NAME_IS_ECH) | <u8>source;
  if (isJudging()) judgeNamed(flow, frame, time);
}

function tell(flow: Flow, name: u32, source: u32, frame: u32, time: u64): void {
  const body = append(EVENT_NAME, frame, entryOf(flow), flow.hash, time, EVENT_NAME_RECORD + NAME_SIZE);
  const isFurther = name == NO_NAME || (flow.name != NO_NAME && flow.name != name);
  store<u32>(body, isFurther ? source | NAME_IS_FURTHER : source, EVENT_NAME_CODE);
  memory.copy(body + EVENT_NAME_RECORD, said, NAME_SIZE);
}
