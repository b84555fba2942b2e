// Where an SSDP message's LOCATION is, as host/devices/ssdp.ts reads it: at its sender, or elsewhere.
//
//  http:// | host | : port | / path          only an IPv4 address tells that a sender of IPv4 speaks for another

import { IS_IPV6 } from "../abi";
import { afterSpace, beforeSpace } from "../app/white-space";
import { Frame } from "../frame";

/** Of the sender, or nothing says that it is not. */
export const HERE: u32 = 0;
export const ELSEWHERE: u32 = 1;
/** The host may read it otherwise: it has octets that are no visible ASCII. */
export const DOUBTFUL: u32 = 2;

// As memory holds it.
const HTTP_COLON: u64 = 0x2f2f3a70747468; // "http://"
const HTTP_COLON_SIZE: u32 = 7;
/** Of letters; the octet behind is none of it. */
const LOWER_CASE: u64 = 0x0000_0000_2020_2020;
const SCHEME_MASK: u64 = 0x00ff_ffff_ffff_ffff;

const DOT: u32 = 0x2e;
const SLASH: u32 = 0x2f;
const ZERO: u32 = 0x30;
const COLON: u32 = 0x3a;
const VISIBLE_FIRST: u32 = 0x21;
const VISIBLES: u32 = 0x7f - VISIBLE_FIRST;

/** Of the value in octets [at, end), with the blanks around it. */
export function locate(frame: Frame, at: usize, end: usize): u32 {
  at = afterSpace(at, end);
  end = beforeSpace(at, end);
  for (let octet = at; octet < end; octet++)
    if (<u32>load<u8>(octet) - VISIBLE_FIRST >= VISIBLES) return DOUBTFUL;
  if (frame.present & IS_IPV6 || !isHttp(at, end)) return HERE;
  at += HTTP_COLON_SIZE;
  let hostEnd = at;
  while (hostEnd < end && isOfAddress(load<u8>(hostEnd))) hostEnd++;
  if (hostEnd == at) return HERE;
  if (hostEnd < end && load<u8>(hostEnd) != COLON && load<u8>(hostEnd) != SLASH) return HERE;
  return isText(<u32>frame.sourceLow, at, hostEnd) ? HERE : ELSEWHERE;
}

function isHttp(at: usize, end: usize): bool {
  if (end - at <= HTTP_COLON_SIZE) return false;
  return ((load<u64>(at) | LOWER_CASE) & SCHEME_MASK) == HTTP_COLON;
}

function isOfAddress(octet: u32): bool {
  return octet == DOT || octet - ZERO < 10;
}

/** Whether octets are an IPv4 address as it is written: decimals without leading zeros, a dot between two. */
function isText(address: u32, at: usize, end: usize): bool {
  for (let shift = 24; shift >= 0; shift -= 8) {
    const value = (address >> shift) & 0xff;
    for (let unit: u32 = value >= 100 ? 100 : value >= 10 ? 10 : 1; unit > 0; unit /= 10)
      if (at >= end || load<u8>(at++) != ZERO + ((value / unit) % 10)) return false;
    if (shift > 0 && (at >= end || load<u8>(at++) != DOT)) return false;
  }
  return at == end;
}
