// A name that a TCP client sends: a ClientHello, or an HTTP request. In its first octets, or where one of its segments begins
// behind others: STARTTLS, SOCKS, a connection whose beginning nobody saw.

import { NAME_IS_ECH, NAME_SOURCE_HTTP, NAME_SOURCE_SNI } from "../abi";
import { isEch } from "../app/client-hello";
import { hasRequestLine, isRequest, mayBecomeRequest, request } from "../app/http";
import { NAME_FOUND, NAME_MORE } from "../app/result";
import { isTls, records } from "../app/tls";
import { Flow } from "../flow/flow";
import { Frame, packetsOf, placeOf } from "../frame";
import { acknowledgmentNumber, isBefore, sequenceNumber, TCP_ACK, TCP_SYN, tcpData } from "../wire/tcp";
import { finish, holdStream, letGo, streamOf } from "./holding";
import { say } from "./say";
import {
  CLIENT_IS_REMOTE,
  CLIENT_KNOWN,
  isOfClient,
  NAMING_DNS_TCP,
  NAMING_DONE,
  NAMING_HTTP,
  NAMING_LATER,
  NAMING_LATER_HTTP,
  NAMING_MASK,
  NAMING_TCP,
  NAMING_TLS,
  PATIENCE_MASK,
  PATIENCE_ONE,
} from "./state";
import { contiguousSize, insert, NO_STREAM, octetsOf, Stream, streamAt } from "./stream";
import { NO_NAME } from "./table";

/** Packets of both directions without a client's octets: after three to four times as many nobody waits for a name; a power of 2. */
const PATIENCE_PACKETS: u32 = 8;
/** The same of a name that nobody waits for: a download of 70 MB that was under way, in segments of an Ethernet; a power of 2. */
const PATIENCE_PACKETS_LATER: u32 = 16384;
/** A client's octets before its ClientHello: after three to four times as many a flow is done; a power of 2. */
const PATIENCE_OCTETS: u32 = 4096;
/** The same since a name began to come in pieces: 16 KiB in the smallest segments that are sent, and their answers. */
const PACKETS_SPLIT_MAX: u32 = 640;
/** What a client sends before it knows that its server hears it: less than a window without scaling. */
const FIRST_FLIGHT_MAX: u32 = 65535;

const CONTENT_TYPE_CHANGE_CIPHER_SPEC: u8 = 20;
const CHANGE_CIPHER_SPEC_SIZE: u32 = 6;

export function lookTcp(frame: Frame, flow: Flow): void {
  const header: usize = frame.transport;
  const at = tcpData(header);
  let sequence = sequenceNumber(header);
  if (frame.tcpFlags & TCP_SYN) {
    handshake(frame, flow, sequence + 1, acknowledgmentNumber(header));
    sequence++; // a SYN takes one (RFC 9293 section 3.4), data with it (RFC 7413) follows
  }
  if (flow.naming == NAMING_DONE) return;
  if (at < frame.end && isFromClient(frame, flow, sequence, at)) take(frame, flow, sequence, at);
  else giveUpInTime(frame, flow);
}

/** A connection opens: notes who the client is and where its octets begin. */
function handshake(frame: Frame, flow: Flow, next: u32, acknowledgment: u32): void {
  const isAnswer = (frame.tcpFlags & TCP_ACK) != 0;
  const first = isAnswer ? acknowledgment : next;
  // A server opens no connection: a SYN of its own would only hide its client's name.
  const isOfServer = !isAnswer && flow.naming & CLIENT_KNOWN && !isOfClient(frame.isUp, flow.naming);
  if (isOfServer && (flow.naming & NAMING_MASK) == NAMING_TCP) return;
  if (isAnswer ? isAnswered(flow, first) : flow.naming & CLIENT_KNOWN && flow.sequence == first) return;
  letGo(flow);
  flow.sequence = first;
  flow.naming = NAMING_TCP | client(frame.isUp != isAnswer);
}

/**
 * A SYN+ACK opens nothing that comes again, or takes data of the SYN: its client is known or has been read. Nor does any
 * while octets of a known client are awaited: a server that acknowledged others (RFC 9293 section 3.10.7.3 has its client
 * discard that) would hide its client's name.
 */
function isAnswered(flow: Flow, first: u32): bool {
  if (flow.naming != NAMING_DONE && !(flow.naming & CLIENT_KNOWN)) return false;
  const isAwaited = (flow.naming & NAMING_MASK) == NAMING_TCP || flow.stream != NO_STREAM;
  return isAwaited || isNear(flow.sequence, first);
}

/** Whether both may be of one connection's first flight. */
function isNear(sequence: u32, other: u32): bool {
  return sequence - other + FIRST_FLIGHT_MAX <= 2 * FIRST_FLIGHT_MAX;
}

function client(isLocal: bool): u8 {
  return CLIENT_KNOWN | (isLocal ? 0 : CLIENT_IS_REMOTE);
}

/**
 * Without a handshake, whoever sends what a client would is the client. Where a known one begins far from where it was
 * said to, that handshake was another connection's, or its server lied.
 */
function isFromClient(frame: Frame, flow: Flow, sequence: u32, at: usize): bool {
  const isKnown = (flow.naming & CLIENT_KNOWN) != 0;
  if (isKnown && !isOfClient(frame.isUp, flow.naming)) return false;
  if (isKnown && (flow.stream != NO_STREAM || isNear(flow.sequence, sequence))) return true;
  if (!isTls(at, frame.end) && !isRequest(at, frame.end)) return isKnown;
  if (!isKnown) flow.naming |= client(frame.isUp);
  flow.sequence = sequence;
  return true;
}

/** Octets of the client: read where they are, or with others in a stream. */
function take(frame: Frame, flow: Flow, sequence: u32, at: usize): void {
  const end: usize = frame.end;
  let stream = streamOf(flow, frame.isUp);
  if (stream == null) {
    const next = sequence + <u32>(end - at);
    // Sent again.
    if (!isBefore(flow.sequence, next)) {
      giveUpInTime(frame, flow);
      return;
    }
    if (!isBefore(flow.sequence, sequence)) {
      const first = at + (flow.sequence - sequence);
      const name = read(frame, flow, first, end);
      if (name != NAME_MORE) {
        conclude(flow, name, first, end, next);
        takeBehind(frame, flow, first);
        return;
      }
    }
    stream = holdStream(flow, frame.isUp, flow.sequence);
  }
  const fits = insert(stream, sequence, at, end);
  readStream(frame, flow, stream);
  if (!fits && flow.stream != NO_STREAM) finish(flow);
}

/** A hello may share a segment with a change of cipher spec before it, which nobody needs there. */
function takeBehind(frame: Frame, flow: Flow, at: usize): void {
  const hello = afterChangeCipherSpec(at, frame.end);
  if (hello == at || !isTls(hello, frame.end) || (flow.naming & NAMING_MASK) != NAMING_LATER) return;
  flow.sequence = sequenceAt(frame, hello);
  take(frame, flow, flow.sequence, hello);
}

function readStream(frame: Frame, flow: Flow, stream: Stream): void {
  const size = contiguousSize(stream);
  const octets = octetsOf(stream);
  const name = size == 0 ? NAME_MORE : read(frame, flow, octets, octets + size);
  if (name != NAME_MORE) conclude(flow, name, octets, octets + size, stream.base + size);
  else giveUpInTime(frame, flow);
}

/** Whether the last octets read were a request. */
let isHttp: bool = false;

function read(frame: Frame, flow: Flow, at: usize, end: usize): u32 {
  isHttp = mayBecomeRequest(at, end);
  const name = isHttp ? request(at, end) : records(at, end);
  if (!isHttp && isEch && name != NAME_MORE) flow.nameSource |= <u8>NAME_IS_ECH;
  if (name == NAME_FOUND) {
    const tls = isEch ? NAME_SOURCE_SNI | NAME_IS_ECH : NAME_SOURCE_SNI;
    say(flow, isHttp ? NAME_SOURCE_HTTP : tls, placeOf(frame), frame.time);
  }
  return name;
}

/** Octets [at, end) are read, before the client's octet `next`. */
function conclude(flow: Flow, name: u32, at: usize, end: usize, next: u32): void {
  const place = placeAfter(flow, name, at, end);
  if (place == NAMING_DONE) {
    finish(flow);
    return;
  }
  letGo(flow);
  const isOn = place == (flow.naming & NAMING_MASK);
  flow.naming = place | (flow.naming & (isOn ? ~NAMING_MASK : CLIENT_KNOWN | CLIENT_IS_REMOTE));
  pass(flow, next);
}

/**
 * What may follow: after a request, and after what looked like one in a body, the next one; after a ClientHello a
 * second. After what names nobody, what does.
 */
function placeAfter(flow: Flow, name: u32, at: usize, end: usize): u8 {
  const place = flow.naming & NAMING_MASK;
  // A name that found no room is waited for no more than before.
  const isNamed = name == NAME_FOUND && (flow.name != NO_NAME || place < NAMING_LATER);
  if (isNamed) return isHttp ? NAMING_HTTP : NAMING_TLS;
  // What has named nobody yet only looks like HTTP: RTSP, SIP.
  if ((isHttp || place == NAMING_HTTP) && flow.name != NO_NAME) return NAMING_HTTP;
  // A hello says all that a flow says.
  if (isTls(at, end)) return NAMING_DONE;
  return place == NAMING_LATER_HTTP || hasRequestLine(at, end) ? NAMING_LATER_HTTP : NAMING_LATER;
}

/** Where the octets begin that the client did not send before; the frame's end where it carries none. */
function newAt(frame: Frame, flow: Flow): usize {
  const at = tcpData(frame.transport);
  const end: usize = frame.end;
  if (at >= end || !isOfClient(frame.isUp, flow.naming)) return end;
  const sequence = sequenceNumber(frame.transport);
  // A retransmission may carry more than what it repeats (RFC 9293 section 3.8.1).
  return isBefore(sequence, flow.sequence) ? at + min(flow.sequence - sequence, <u32>(end - at)) : at;
}

function sequenceAt(frame: Frame, at: usize): u32 {
  return sequenceNumber(frame.transport) + <u32>(at - tcpData(frame.transport));
}

/** The client's octets after its ClientHello: a second one, or no more names. */
export function lookTls(frame: Frame, flow: Flow): void {
  if (frame.tcpFlags & TCP_SYN) {
    lookTcp(frame, flow);
    return;
  }
  const end: usize = frame.end;
  const at = newAt(frame, flow);
  if (at == end) {
    giveUpInTime(frame, flow);
    return;
  }
  const hello = afterChangeCipherSpec(at, end);
  flow.sequence = sequenceAt(frame, hello);
  if (hello == end) return;
  if (!isTls(hello, end)) {
    finish(flow);
    return;
  }
  flow.naming = NAMING_TCP | (flow.naming & (CLIENT_KNOWN | CLIENT_IS_REMOTE));
  take(frame, flow, flow.sequence, hello);
}

/** For the sake of middleboxes a client sends one before its second hello (RFC 8446 appendix D.4). */
function afterChangeCipherSpec(at: usize, end: usize): usize {
  const isOne = at + CHANGE_CIPHER_SPEC_SIZE <= end && load<u8>(at) == CONTENT_TYPE_CHANGE_CIPHER_SPEC;
  return isOne ? at + CHANGE_CIPHER_SPEC_SIZE : at;
}

/**
 * The next request of an HTTP client, or a ClientHello behind other octets, at the beginning of a segment; what looks like
 * one in a body is taken for one.
 */
export function lookNext(frame: Frame, flow: Flow): void {
  if (frame.tcpFlags & TCP_SYN || !(flow.naming & CLIENT_KNOWN)) {
    lookTcp(frame, flow);
    return;
  }
  const end: usize = frame.end;
  const at = newAt(frame, flow);
  if (at == end) {
    giveUpInTime(frame, flow);
    return;
  }
  const sequence = sequenceAt(frame, at);
  if (streamOf(flow, frame.isUp) != null) {
    take(frame, flow, sequence, at);
    return;
  }
  const hello = afterChangeCipherSpec(at, end);
  const isHello = isTls(hello, end);
  if (!isHello && !isRequest(at, end)) {
    pass(flow, sequence + <u32>(end - at));
    return;
  }
  const first = isHello ? hello : at;
  flow.sequence = sequenceAt(frame, first);
  take(frame, flow, flow.sequence, first);
}

/** The client's octets before `next` name nobody any more. */
function pass(flow: Flow, next: u32): void {
  const isFar = (flow.sequence ^ next) >= PATIENCE_OCTETS;
  flow.sequence = next;
  if (isFar && (flow.naming & NAMING_MASK) == NAMING_LATER) losePatience(flow);
}

/**
 * Counts what the frame did not bring. The flow's own counters do not tell how long that has been so: they begin with
 * the first connection of these ends.
 */
function giveUpInTime(frame: Frame, flow: Flow): void {
  const place = flow.naming & NAMING_MASK;
  const isOfHttp = goesOn(place);
  const packets = <u32>(flow.packetsUp + flow.packetsDown);
  if (flow.stream != NO_STREAM) {
    if (packets - streamAt(flow.stream).packets <= PACKETS_SPLIT_MAX) return;
    if (isOfHttp) letGo(flow);
    else finish(flow);
  } else if (!isOfHttp) {
    if ((packets & (patienceOf(place) - 1)) < packetsOf(frame)) losePatience(flow);
  }
}

/** Whether patience is not shorter for a packet that does not bring what is looked for, with which the flow has `packets`. */
export function outlasts(flow: Flow, packets: u32): bool {
  const place = flow.naming & NAMING_MASK;
  if (place == NAMING_DNS_TCP || flow.stream != NO_STREAM) return false;
  return goesOn(place) || (packets & (patienceOf(place) - 1)) != 0;
}

/** An HTTP connection goes on with its next request. */
function goesOn(place: u32): bool {
  return place == NAMING_HTTP || place == NAMING_LATER_HTTP;
}

function patienceOf(place: u32): u32 {
  return place == NAMING_LATER ? PATIENCE_PACKETS_LATER : PATIENCE_PACKETS;
}

function losePatience(flow: Flow): void {
  if ((flow.naming & PATIENCE_MASK) != PATIENCE_MASK) flow.naming += PATIENCE_ONE;
  else if ((flow.naming & NAMING_MASK) != NAMING_TCP) finish(flow);
  else flow.naming = NAMING_LATER | (flow.naming & (CLIENT_KNOWN | CLIENT_IS_REMOTE));
}
