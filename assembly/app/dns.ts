// DNS messages (RFC 1035 section 4), mDNS and LLMNR as well.
//
//   0     2       4          6          8          10         12
//  | id  | flags | qdcount  | ancount  | nscount  | arcount  | questions, answers, authorities, additionals
//
//  question   | name | type u16 | class u16 |
//  record     | name | type u16 | class u16 | ttl u32 | rdlength u16 | rdata |

import {
  DNS_FLAGS,
  DNS_ID,
  DNS_IS_WHOLE,
  DNS_OPCODE_MASK,
  DNS_QR,
  DNS_RECORD_COUNT,
  DNS_RECORDS_MAX,
  DNS_SECTION_ADDITIONAL,
  DNS_SECTION_QUESTION,
  DNS_SIZE,
} from "../abi";
import { be16, be32 } from "../wire/octets";
import { hasRoomForNames, nameText, nameTextSize, openMessage, passName, readName } from "./dns-name";
import {
  DnsRecord,
  recordAt,
  TYPE_CNAME,
  TYPE_DNAME,
  TYPE_HTTPS,
  TYPE_MX,
  TYPE_NS,
  TYPE_PTR,
  TYPE_SOA,
  TYPE_SRV,
  TYPE_SVCB,
} from "./dns-record";

const ID: u32 = 0;
const FLAGS: u32 = 2;
const COUNTS: u32 = 4;
const HEADER_SIZE: u32 = 12;
/** qdcount 1, ancount 0. */
const ONE_QUESTION: u32 = 0x00010000;
/** The first bit of the flags' first octet. */
const QR: u8 = 0x80;

/** What follows the owner's name. */
const TYPE: u32 = 0;
const CLASS: u32 = 2;
const QUESTION_SIZE: u32 = 4;
const TTL: u32 = 4;
const RDLENGTH: u32 = 8;
const RECORD_SIZE: u32 = 10;

/** Before the name in rdata: MX's preference; SRV's priority, weight, port; SvcPriority. */
const MX_EXCHANGE: u32 = 2;
const SRV_TARGET: u32 = 6;
const SVCB_TARGET: u32 = 2;

/** Owner, MNAME, RNAME. */
const NAMES_PER_RECORD: u32 = 3;

/** What the message that was read last says; drawn in abi.ts. */
@unmanaged
export class DnsMessage {
  id: u16;
  flags: u16;
  isWhole: u32;
  recordCount: u32;
}
if (offsetof<DnsMessage>("id") != DNS_ID) ERROR("DnsMessage.id");
if (offsetof<DnsMessage>("flags") != DNS_FLAGS) ERROR("DnsMessage.flags");
if (offsetof<DnsMessage>("isWhole") != DNS_IS_WHOLE) ERROR("DnsMessage.isWhole");
if (offsetof<DnsMessage>("recordCount") != DNS_RECORD_COUNT) ERROR("DnsMessage.recordCount");
if (offsetof<DnsMessage>() != DNS_SIZE) ERROR("DnsMessage");

export const message: DnsMessage = changetype<DnsMessage>(memory.data(DNS_SIZE, 8));

/** Records that were there and found no room, of all messages. */
export let recordsRefused: u64 = 0;

/** Whether octets say that they are a response, as far as they go. */
export function isResponse(at: usize, end: usize): bool {
  return at + FLAGS < end && (load<u8>(at, FLAGS) & QR) != 0;
}

/** Whether octets begin as a query does: with opcode QUERY, one question and no answer (RFC 1035 section 4.1.1). */
export function isQuery(at: usize, end: usize): bool {
  if (at + HEADER_SIZE > end) return false;
  return (be16(at + FLAGS) & (DNS_QR | DNS_OPCODE_MASK)) == 0 && be32(at + COUNTS) == ONE_QUESTION;
}

// The message that is being read: octets [start, end), and what is next of it.
let start: usize = 0;
let end: usize = 0;
let next: usize = 0;
let nextSection: u32 = 0;

/**
 * Reads octets [at, end): the header, then records until one does not end where the next could start. False where it
 * is no DNS message: its header is cut. What it left stays until the next call, and is good only as long as the octets
 * stay where they are.
 */
export function decode(at: usize, end: usize): bool {
  if (!open(at, end)) return false;
  readThrough(DNS_SECTION_ADDITIONAL);
  return true;
}

/** The same, but for records: `readThrough` reads them. */
export function open(at: usize, messageEnd: usize): bool {
  if (at + HEADER_SIZE > messageEnd) return false;
  openMessage(at);
  message.id = <u16>be16(at + ID);
  message.flags = <u16>be16(at + FLAGS);
  message.isWhole = 1;
  message.recordCount = 0;
  start = at;
  end = messageEnd;
  next = at + HEADER_SIZE;
  nextSection = DNS_SECTION_QUESTION;
  return true;
}

/** How many records a section of the message says to have. */
export function countIn(section: u32): u32 {
  return be16(start + COUNTS + (section << 1));
}

/** Reads the records up to the end of a section; none behind one that is broken. */
export function readThrough(section: u32): void {
  let at = next;
  for (; nextSection <= section; nextSection++) {
    const current = nextSection;
    for (let count = countIn(current); count > 0; count--) {
      at = hasRoom() ? readRecord(current, at, end) : passRecord(current, at, end);
      if (at != 0) continue;
      message.isWhole = 0;
      nextSection = DNS_SECTION_ADDITIONAL + 1;
      return;
    }
  }
  next = at;
}

function hasRoom(): bool {
  return message.recordCount < DNS_RECORDS_MAX && hasRoomForNames(NAMES_PER_RECORD);
}

/** Takes one record, and returns where the next one starts; 0 where it is broken. */
function readRecord(section: u32, at: usize, end: usize): usize {
  const record = recordAt(message.recordCount);
  at = readName(at, end);
  if (at == 0 || at + QUESTION_SIZE > end) return 0;
  record.name = <u16>nameText;
  record.nameSize = <u16>nameTextSize;
  record.type = <u16>be16(at + TYPE);
  record.rrClass = <u16>be16(at + CLASS);
  record.section = section;
  record.namesSize = 0;
  if (section == DNS_SECTION_QUESTION) {
    record.ttl = 0;
    record.rdata = 0;
    record.rdlength = 0;
    message.recordCount++;
    return at + QUESTION_SIZE;
  }

  if (at + RECORD_SIZE > end) return 0;
  const rdlength = be16(at + RDLENGTH);
  const rdata = at + RECORD_SIZE;
  const next = rdata + rdlength;
  if (next > end) return 0;
  record.ttl = be32(at + TTL);
  record.rdlength = <u16>rdlength;
  record.rdata = <u32>rdata;
  // An update (RFC 2136 section 2.4) names types without rdata.
  if (rdlength != 0 && !readNamesOf(record, rdata, next)) {
    record.namesSize = 0;
    message.isWhole = 0;
  }
  message.recordCount++;
  return next;
}

/** Reads what names the rdata holds; false where one is broken. */
function readNamesOf(record: DnsRecord, at: usize, end: usize): bool {
  switch (record.type) {
    case TYPE_NS:
    case TYPE_CNAME:
    case TYPE_PTR:
    case TYPE_DNAME:
      return readTarget(record, at, end) != 0;
    case TYPE_MX:
      return readTarget(record, at + MX_EXCHANGE, end) != 0;
    case TYPE_SRV:
      return readTarget(record, at + SRV_TARGET, end) != 0;
    case TYPE_SVCB:
    case TYPE_HTTPS:
      return readTarget(record, at + SVCB_TARGET, end) != 0;
    case TYPE_SOA:
      at = readTarget(record, at, end);
      return at != 0 && readRname(record, at, end);
    default:
      return true;
  }
}

function readTarget(record: DnsRecord, at: usize, end: usize): usize {
  at = readName(at, end);
  if (at == 0) return 0;
  record.target = <u16>nameText;
  record.targetSize = <u16>nameTextSize;
  record.namesSize = <u16>(at - record.rdata);
  return at;
}

function readRname(record: DnsRecord, at: usize, end: usize): bool {
  at = readName(at, end);
  if (at == 0) return false;
  record.rname = <u16>nameText;
  record.rnameSize = <u16>nameTextSize;
  record.namesSize = <u16>(at - record.rdata);
  return true;
}

/** Counts a record that finds no room, and returns where the next one starts; 0 where it is broken. */
function passRecord(section: u32, at: usize, end: usize): usize {
  at = passName(at, end);
  const size = section == DNS_SECTION_QUESTION ? QUESTION_SIZE : RECORD_SIZE;
  if (at == 0 || at + size > end) return 0;
  const next = at + size + (section == DNS_SECTION_QUESTION ? 0 : be16(at + RDLENGTH));
  if (next > end) return 0;
  recordsRefused++;
  return next;
}
