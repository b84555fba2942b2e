// The head of an HTTP/1.x request (RFC 9112 sections 2 to 5), up to the line that names the host.
//
//  | method | SP | request-target | SP | HTTP/1. | DIGIT | CR LF       a CR before the LF may be missing (section 2.2)
//  | field-name | : | OWS | field-value | OWS | CR LF | ...            a line that begins with SP or HTAB goes on with
//  | CR LF |                                                           a field (obs-fold, section 5.2)

import { lineEnd, lineFeed } from "./line";
import { afterMethod } from "./method";
import { found, NAME_MORE, NAME_NONE } from "./result";
import { afterSpace, beforeSpace, isSpace } from "./white-space";

/** Longest head that is read: what Node's server takes; others take 8 KiB a line. */
export const HEAD_MAX: u32 = 16384;

const CARRIAGE_RETURN: u32 = 0x0d;
const LINE_FEED: u32 = 0x0a;
const SPACE: u32 = 0x20;
const PLUS: u32 = 0x2b;
const HYPHEN: u32 = 0x2d;
const DOT: u32 = 0x2e;
const SLASH: u32 = 0x2f;
const SLASHES: u32 = 0x2f2f;
const ZERO: u32 = 0x30;
const DIGITS: u32 = 10;
const COLON: u32 = 0x3a;
const QUESTION_MARK: u32 = 0x3f;
const AT_SIGN: u32 = 0x40;
const LETTER_A: u32 = 0x61;
const LETTERS: u32 = 26;
const DELETE: u32 = 0x7f;
/** "://" */
const AFTER_SCHEME_SIZE: u32 = 3;

// As memory holds them: little-endian.
const SPACE_HTTP_1: u64 = 0x2e312f5054544820; // " HTTP/1."
const VERSION_DIGIT: u32 = 8;
const VERSION_SIZE: u32 = 9;
const CONNECT: u64 = 0x205443454e4e4f43; // "CONNECT "
const HOST: u32 = 0x74736f68; // "host"
const HOST_SIZE: u32 = 4;
const LOWER_CASE: u32 = 0x20202020;

/** Whether the octets there begin with a method or a part of one. Empty lines alone are anybody's: a last chunk's, too. */
export function isRequest(at: usize, end: usize): bool {
  at = afterEmptyLines(at, end);
  return at != end && afterMethod(at, end) != 0;
}

/** Whether a client's octets there are a request's beginning, or empty lines that one may follow. */
export function mayBecomeRequest(at: usize, end: usize): bool {
  const first = afterEmptyLines(at, end);
  return first == end ? at != end : afterMethod(first, end) != 0;
}

/** Whether a request line is there, of any method (section 3). */
export function hasRequestLine(at: usize, end: usize): bool {
  at = afterEmptyLines(at, end);
  end = min(end, at + HEAD_MAX);
  const feed = lineFeed(at, end);
  if (feed == end) return false;
  let space = at;
  while (isVisible(load<u8>(space))) space++;
  if (space == at || load<u8>(space) != SPACE) return false;
  return beforeVersion(space + 1, beforeSpace(space + 1, lineEnd(feed))) != 0;
}

function isVisible(octet: u32): bool {
  return octet > SPACE && octet < DELETE;
}

/**
 * The value of the first Host field as soon as its line is there; where the target names a host itself (section 3.2.2,
 * and with the method CONNECT 3.2.3) that one, for a proxy heeds no Host then. As an authority, a port behind it.
 */
export function request(at: usize, end: usize): u32 {
  at = afterEmptyLines(at, end);
  if (at == end) return NAME_MORE;
  const target = afterMethod(at, end);
  if (target == 0) return NAME_NONE;
  const isTooLong = end - at >= HEAD_MAX;
  if (isTooLong) end = at + HEAD_MAX;
  const more = isTooLong ? NAME_NONE : NAME_MORE;

  let next = lineFeed(target, end);
  if (next == end) return more;
  const targetEnd = beforeVersion(target, beforeSpace(target, lineEnd(next)));
  if (targetEnd == 0) return NAME_NONE;
  if (load<u64>(at) == CONNECT) return valueIn(target, targetEnd);
  const authority = authorityAt(target, targetEnd);
  if (authority != 0) return valueIn(authority, authorityEnd(authority, targetEnd));

  while (true) {
    const line = next + 1;
    next = lineFeed(line, end);
    if (next == end) return more;
    const lineStop = lineEnd(next);
    if (line == lineStop) return NAME_NONE;
    if (!isHost(line, lineStop)) continue;
    // An empty value may be folded: a server reads it from the next line.
    let value = valueIn(line + HOST_SIZE + 1, lineStop);
    while (value == NAME_NONE) {
      const fold = next + 1;
      if (fold == end) return more;
      if (!isSpace(load<u8>(fold))) return NAME_NONE;
      next = lineFeed(fold, end);
      if (next == end) return more;
      value = valueIn(fold, lineEnd(next));
    }
    return value;
  }
}

/** A server ignores at least one before the request line (section 2.2), many any number; who hides could begin so. */
function afterEmptyLines(at: usize, end: usize): usize {
  while (at < end && (load<u8>(at) == CARRIAGE_RETURN || load<u8>(at) == LINE_FEED)) at++;
  return at;
}

/** Where in "http://user@host:port/path" the host begins; 0 in a target of another form, or without a host. */
function authorityAt(target: usize, end: usize): usize {
  let at = target;
  while (at < end && isOfScheme(load<u8>(at))) at++;
  if (at == target || end - at <= AFTER_SCHEME_SIZE) return 0;
  if (load<u8>(at) != COLON || load<u16>(at, 1) != SLASHES) return 0;
  at += AFTER_SCHEME_SIZE;
  const stop = authorityEnd(at, end);
  // A user's name may hold no "@" (RFC 3986 section 3.2.1).
  for (let octet = at; octet < stop; octet++) if (load<u8>(octet) == AT_SIGN) at = octet + 1;
  return at < stop ? at : 0;
}

/** RFC 3986 section 3.2: up to a path, a query or the end. */
function authorityEnd(at: usize, end: usize): usize {
  while (at < end && load<u8>(at) != SLASH && load<u8>(at) != QUESTION_MARK) at++;
  return at;
}

/** RFC 3986 section 3.1: letters, digits, "+", "-" and "."; what it begins with makes no difference here. */
function isOfScheme(octet: u32): bool {
  if ((octet | 0x20) - LETTER_A < LETTERS || octet - ZERO < DIGITS) return true;
  return octet == PLUS || octet == HYPHEN || octet == DOT;
}

/** Where the request target ends; 0 where no HTTP/1.x follows it. Behind it blanks may stand (section 3). */
function beforeVersion(target: usize, end: usize): usize {
  if (end - target <= VERSION_SIZE) return 0;
  const version = end - VERSION_SIZE;
  const isDigit = <u32>load<u8>(version, VERSION_DIGIT) - ZERO < DIGITS;
  return isDigit && load<u64>(version) == SPACE_HTTP_1 ? version : 0;
}

/** No space stands before the colon (section 5.1). */
function isHost(line: usize, end: usize): bool {
  if (end - line <= HOST_SIZE || load<u8>(line, HOST_SIZE) != COLON) return false;
  return (load<u32>(line) | LOWER_CASE) == HOST;
}

function valueIn(at: usize, end: usize): u32 {
  at = afterSpace(at, end);
  end = beforeSpace(at, end);
  return at == end ? NAME_NONE : found(at, end);
}
