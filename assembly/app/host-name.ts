// The text of a host name, however a protocol spells it. Two texts are equal where the names are.

import { HOST_NAME_MAX } from "../abi";
import { ESCAPED_SIZE_MAX, writeText } from "./escape";
import { afterSpace, beforeSpace } from "./white-space";

const DOT: u32 = 0x2e;
const COLON: u32 = 0x3a;
const BRACKET_CLOSE: u32 = 0x5d;
const ZERO: u32 = 0x30;

/** One escape may pass HOST_NAME_MAX before it is noticed: not at the caller's. */
const text: usize = memory.data(HOST_NAME_MAX + ESCAPED_SIZE_MAX);

/**
 * Writes the text of a raw name at `to` and returns its size; 0 where there is none. A text of more than
 * HOST_NAME_MAX octets is none: cut, it would be another name.
 */
export function hostName(at: usize, end: usize, to: usize): u32 {
  if (at < end && load<u8>(end - 1) == DOT) end--;
  let next = text;
  for (; at < end; at++) {
    next = writeText(load<u8>(at), next);
    if (next - text > HOST_NAME_MAX) return 0;
  }
  memory.copy(to, text, next - text);
  return <u32>(next - text);
}

/** The same for a server name, which white space would belong to, but no port. */
export function serverName(at: usize, end: usize, to: usize): u32 {
  return hostName(at, hostEnd(at, end), to);
}

/** The same for the host of an authority (RFC 3986 section 3.2) as HTTP writes it: no userinfo, maybe a port. */
export function authority(at: usize, end: usize, to: usize): u32 {
  at = afterSpace(at, end);
  end = beforeSpace(at, end);
  return serverName(at, end, to);
}

/** Before the port. With several colons and no bracket it is an IPv6 address as text, and none of them a port's. */
function hostEnd(at: usize, end: usize): usize {
  let port = end;
  while (at < port && <u32>load<u8>(port - 1) - ZERO < 10) port--;
  if (at == port || load<u8>(port - 1) != COLON) return end;
  const colon = port - 1;
  if (at < colon && load<u8>(colon - 1) == BRACKET_CLOSE) return colon;
  for (; at < colon; at++) if (load<u8>(at) == COLON) return end;
  return colon;
}
