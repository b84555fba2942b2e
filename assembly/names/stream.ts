// Reassembly of a stream's first octets, in whatever order they come (RFC 9293 section 3.10.7.4): a fixed pool, of which
// a flow holds a place only while its name is split over packets. Octets that came first stay, as most receivers do it.
//
//  Stream 576 octets: flow, base, ... | ranges (from u32, to u32) x RANGES_MAX | octets, STREAM_SIZE          x STREAMS_MAX

import { isBefore } from "../wire/tcp";

// @ts-expect-error: the release targets of asconfig.json define it; specs use a small pool.
const STREAMS_MAX_HERE: u32 = isDefined(STREAMS_MAX) ? STREAMS_MAX : 4;
export const streamsMax: u32 = STREAMS_MAX_HERE;

/** A ClientHello of 16 KiB with the headers of a few hundred records, or a DNS message of that size. */
export const STREAM_SIZE: u32 = 20480;
/** Pieces between gaps: QUIC clients cut their hello into dozens, in any order. */
const RANGES_MAX: u32 = 64;
const RANGES: u32 = 64;
const RANGE_SIZE: u32 = 8;
const HEADER_SIZE: u32 = 576;

@unmanaged
export class Stream {
  /** The flow that holds it; meaningless while free. */
  flow: u32;
  isHeld: bool;
  /** Whether it carries what the local end sends. */
  isUp: bool;
  /** Whether its base is where the sender began. */
  isFromSyn: bool;
  /** The flow's other stream, NO_STREAM where there is none. */
  sibling: u16;
  /** Sequence number, or offset, of its first octet. */
  base: u32;
  rangeCount: u32;
  /** Packets of the flow when it began. */
  packets: u32;
}
if (offsetof<Stream>() > RANGES || RANGES + RANGES_MAX * RANGE_SIZE > HEADER_SIZE) ERROR("Stream");

export const NO_STREAM: u32 = 0;

const PLACE_SIZE: u32 = HEADER_SIZE + STREAM_SIZE;
const streams: usize = memory.data(STREAMS_MAX_HERE * PLACE_SIZE, 64);
let hand: u32 = 0;
/** Places that were ever held. */
let used: u32 = 0;
/** The first of those that were given back; each names the next one as its sibling. */
let free: u32 = NO_STREAM;

/** Stream numbers start at 1. */
export function streamAt(stream: u32): Stream {
  return changetype<Stream>(streams + (stream - 1) * PLACE_SIZE);
}

export function octetsOf(stream: Stream): usize {
  return changetype<usize>(stream) + HEADER_SIZE;
}

/** A free place, the one that was given back last, whose memory is still near; else one whose holder must let go. */
export function nextPlace(): u32 {
  if (free != NO_STREAM) {
    const place = free;
    free = streamAt(place).sibling;
    return place;
  }
  if (used < STREAMS_MAX_HERE) return ++used;
  hand = (hand % STREAMS_MAX_HERE) + 1;
  return hand;
}

/** Gives a place back. */
export function giveBack(place: u32): void {
  const stream = streamAt(place);
  stream.isHeld = false;
  stream.sibling = <u16>free;
  free = place;
}

/** Starts a stream at `base` in a free place. */
export function start(place: u32, flow: u32, isUp: bool, base: u32, sibling: u32): Stream {
  const stream = streamAt(place);
  stream.flow = flow;
  stream.isHeld = true;
  stream.isUp = isUp;
  stream.isFromSyn = false;
  stream.sibling = <u16>sibling;
  stream.base = base;
  stream.rangeCount = 0;
  return stream;
}

function rangeAt(stream: Stream, k: u32): usize {
  return changetype<usize>(stream) + RANGES + k * RANGE_SIZE;
}

/** Octets that have come without a gap from the base on. */
export function contiguousSize(stream: Stream): u32 {
  const first = rangeAt(stream, 0);
  return stream.rangeCount != 0 && load<u32>(first) == 0 ? load<u32>(first, 4) : 0;
}

/** Adds octets [at, end) of sequence number `sequence`; false where they are beyond what a stream holds. */
export function insert(stream: Stream, sequence: u32, at: usize, end: usize): bool {
  if (isBefore(sequence, stream.base)) {
    const old = stream.base - sequence;
    if (old >= <u32>(end - at)) return true;
    at += old;
    sequence = stream.base;
  }
  const from = sequence - stream.base;
  if (from >= STREAM_SIZE) return false;
  const size = <u32>(end - at);
  const fits = size <= STREAM_SIZE - from;
  const to = fits ? from + size : STREAM_SIZE;
  return from == to ? fits : fill(stream, from, to, at) && fits;
}

/** Copies what is missing of [from, to), and joins the ranges that it touches. */
function fill(stream: Stream, from: u32, to: u32, at: usize): bool {
  const octets = octetsOf(stream);
  let first: u32 = 0;
  while (first < stream.rangeCount && load<u32>(rangeAt(stream, first), 4) < from) first++;
  let last = first;
  let begin = from;
  let missing = from;
  for (; last < stream.rangeCount && load<u32>(rangeAt(stream, last)) <= to; last++) {
    const range = rangeAt(stream, last);
    const rangeFrom = load<u32>(range);
    if (missing < rangeFrom) memory.copy(octets + missing, at + (missing - from), rangeFrom - missing);
    begin = min(begin, rangeFrom);
    missing = max(missing, load<u32>(range, 4));
  }
  if (last == first && stream.rangeCount == RANGES_MAX) return false;
  if (missing < to) memory.copy(octets + missing, at + (missing - from), to - missing);
  replace(stream, first, last, begin, max(missing, to));
  return true;
}

/** Puts one range in the place of those in [first, last). */
function replace(stream: Stream, first: u32, last: u32, from: u32, to: u32): void {
  const after = stream.rangeCount - last;
  memory.copy(rangeAt(stream, first + 1), rangeAt(stream, last), after * RANGE_SIZE);
  store<u32>(rangeAt(stream, first), from);
  store<u32>(rangeAt(stream, first), to, 4);
  stream.rangeCount = first + 1 + after;
}

/** Gives up the first `size` octets, all of which have come. */
export function consume(stream: Stream, size: u32): void {
  const octets = octetsOf(stream);
  let kept: u32 = 0;
  let end = size;
  for (let k: u32 = 0; k < stream.rangeCount; k++) {
    const range = rangeAt(stream, k);
    const from = load<u32>(range);
    const to = load<u32>(range, 4);
    if (to <= size) continue;
    const target = rangeAt(stream, kept++);
    store<u32>(target, from < size ? 0 : from - size);
    store<u32>(target, to - size, 4);
    end = to;
  }
  stream.rangeCount = kept;
  stream.base += size;
  memory.copy(octets, octets + size, end - size);
}
