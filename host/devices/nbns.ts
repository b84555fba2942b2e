import { type Address, ipv4Address } from "../address.ts";
import type { Statement } from "./claim.ts";
import { tellsSomething, textOf } from "./claim-text.ts";

// RFC 1002 section 4.2.1.1, all u16: NAME_TRN_ID, flags, QDCOUNT, ANCOUNT, NSCOUNT, ARCOUNT.
const FLAGS = 2;
const QDCOUNT = 4;
const ANCOUNT = 6;
const ARCOUNT = 10;
const HEADER_SIZE = 12;
const FLAG_RESPONSE = 0x8000;
const OPCODE_SHIFT = 11;
const OPCODE_MASK = 0xf;
const RCODE_MASK = 0xf;
const OPCODE_QUERY = 0;
/** Registration, refresh (8, and 9 of those who read section 4.2.1.1 so), and the registration of several addresses. */
const OPCODES_REGISTRATION: readonly number[] = [5, 8, 9, 15];

/** Section 4.2.1.3: type, class u16; TTL u32; RDLENGTH u16. A question has type and class. */
const RECORD_RDLENGTH = 8;
const RECORD_SIZE = 10;
const QUESTION_SIZE = 4;
const TYPE_NB = 0x20;
const TYPE_NBSTAT = 0x21;
const CLASS_IN = 1;

/** NB_FLAGS, NB_ADDRESS (section 4.2.1.3). */
const NB_SIZE = 6;
/** A name of 15 characters, its suffix, NAME_FLAGS (section 4.2.18). */
const NODE_NAME_SIZE = 18;
const NAME_SIZE = 15;
const FLAG_GROUP = 0x8000;
/** Of a node's name: being given up, or in conflict. */
const FLAGS_DOUBTFUL = 0x1000 | 0x0800;
const SUFFIX_WORKSTATION = 0;

/** Section 4.1: 32 letters from A to P, each a half octet. */
const ENCODED_SIZE = 32;
const LETTER_A = 0x41;
const POINTER = 0xc0;
const LABEL_SIZE_MAX = 63;

/**
 * The workstation name that a sender registers, or that it answers with as its owner. A question for another is no
 * claim, nor is what a name server (WINS) says of others: their address is not the sender's. What may be read here is what
 * assembly/names/nbns.ts lets through.
 */
export function nbnsStatements(payload: Uint8Array, sender: Address): Statement[] {
  if (payload.length < HEADER_SIZE || sender.ipv6) return [];
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const flags = view.getUint16(FLAGS);
  const opcode = (flags >> OPCODE_SHIFT) & OPCODE_MASK;
  let name: Uint8Array | undefined;
  if (flags & FLAG_RESPONSE) {
    if (opcode !== OPCODE_QUERY || flags & RCODE_MASK || !holds(view, 0, 1, 0)) return [];
    name = answeredName(view, sender);
  } else if (OPCODES_REGISTRATION.includes(opcode) && holds(view, 1, 0, 1)) {
    name = registeredName(view, sender);
  }
  const text = name ? textOf(name) : "";
  return tellsSomething(text) ? [{ kind: "hostName", text, source: "nbns" }] : [];
}

function holds(view: DataView, questions: number, answers: number, additional: number): boolean {
  return (
    view.getUint16(QDCOUNT) === questions &&
    view.getUint16(ANCOUNT) === answers &&
    view.getUint16(ARCOUNT) === additional
  );
}

function answeredName(view: DataView, sender: Address): Uint8Array | undefined {
  const start = nameEnd(view, HEADER_SIZE);
  const data = start === undefined ? undefined : recordData(view, start);
  if (start === undefined || !data) return undefined;
  if (view.getUint16(start) === TYPE_NBSTAT) return nodeName(data);
  return isOwn(view.getUint16(start), data, sender) ? workstationName(view) : undefined;
}

/** The question holds the name, the record after it whose it will be. */
function registeredName(view: DataView, sender: Address): Uint8Array | undefined {
  const question = nameEnd(view, HEADER_SIZE);
  const start = question === undefined ? undefined : nameEnd(view, question + QUESTION_SIZE);
  const data = start === undefined ? undefined : recordData(view, start);
  if (start === undefined || !data) return undefined;
  return isOwn(view.getUint16(start), data, sender) ? workstationName(view) : undefined;
}

/** Where the name at an offset ends: labels and a zero, or a pointer, which is not followed. */
function nameEnd(view: DataView, from: number): number | undefined {
  for (let at = from; at < view.byteLength; ) {
    const size = view.getUint8(at);
    if (size === 0) return at + 1;
    if (size >= POINTER) return at + 2;
    if (size > LABEL_SIZE_MAX) return undefined;
    at += 1 + size;
  }
  return undefined;
}

function recordData(view: DataView, start: number): DataView | undefined {
  if (start + RECORD_SIZE > view.byteLength || view.getUint16(start + 2) !== CLASS_IN) return undefined;
  const size = view.getUint16(start + RECORD_RDLENGTH);
  if (start + RECORD_SIZE + size > view.byteLength) return undefined;
  return new DataView(view.buffer, view.byteOffset + start + RECORD_SIZE, size);
}

/** Whether one of a record's addresses is the sender's, under a name that no group shares. */
function isOwn(type: number, data: DataView, sender: Address): boolean {
  if (type !== TYPE_NB) return false;
  for (let at = 0; at + NB_SIZE <= data.byteLength; at += NB_SIZE)
    if (!(data.getUint16(at) & FLAG_GROUP) && ipv4Address(data.getUint32(at + 2)).low === sender.low)
      return true;
  return false;
}

/** The first name of the message, first-level decoded. */
function workstationName(view: DataView): Uint8Array | undefined {
  const encoded = HEADER_SIZE + 1;
  if (encoded + ENCODED_SIZE > view.byteLength || view.getUint8(HEADER_SIZE) !== ENCODED_SIZE)
    return undefined;
  const name = new Uint8Array(ENCODED_SIZE / 2);
  for (let letter = 0; letter < ENCODED_SIZE; letter++) {
    const half = view.getUint8(encoded + letter) - LETTER_A;
    if (half < 0 || half > 0xf) return undefined;
    name[letter >> 1] = (name[letter >> 1] << 4) | half;
  }
  return name[NAME_SIZE] === SUFFIX_WORKSTATION ? name.subarray(0, NAME_SIZE) : undefined;
}

/** Of a node's status, the workstation name that it alone has. */
function nodeName(data: DataView): Uint8Array | undefined {
  if (data.byteLength === 0) return undefined;
  const count = data.getUint8(0);
  for (let at = 1; at < 1 + count * NODE_NAME_SIZE; at += NODE_NAME_SIZE) {
    if (at + NODE_NAME_SIZE > data.byteLength) break;
    const suffix = data.getUint8(at + NAME_SIZE);
    const flags = data.getUint16(at + NAME_SIZE + 1);
    if (suffix === SUFFIX_WORKSTATION && !(flags & (FLAG_GROUP | FLAGS_DOUBTFUL)))
      return new Uint8Array(data.buffer, data.byteOffset + at, NAME_SIZE);
  }
  return undefined;
}
