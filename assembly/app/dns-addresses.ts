// Which addresses a DNS response says that a name has: the first question's, by way of its CNAMEs (RFC 1034 section
// 3.6.2) and its service bindings (RFC 9460). What the response says of other names nobody has asked for.
//
//  rdata of SVCB, HTTPS   0               2
//                        | SvcPriority   | TargetName | SvcParams ...
//  SvcParam               0               2          4
//                        | SvcParamKey   | length    | value

import {
  DNS_ADDRESS_HIGH,
  DNS_ADDRESS_IS_IPV6,
  DNS_ADDRESS_LOW,
  DNS_ADDRESS_SIZE,
  DNS_ADDRESS_TTL,
  DNS_ADDRESSES_MAX,
  DNS_OPCODE_MASK,
  DNS_QR,
  DNS_RCODE_MASK,
  DNS_SECTION_ADDITIONAL,
  DNS_SECTION_ANSWER,
  DNS_SECTION_QUESTION,
} from "../abi";
import { V4_MAPPED } from "../wire/ipv4";
import { be16, be32, be64 } from "../wire/octets";
import { countIn, message, open, readThrough } from "./dns";
import { isSameName, text } from "./dns-name";
import {
  CLASS_IN,
  DnsRecord,
  IPV4_SIZE,
  IPV6_SIZE,
  recordAt,
  TYPE_A,
  TYPE_AAAA,
  TYPE_CNAME,
  TYPE_HTTPS,
  TYPE_SVCB,
} from "./dns-record";

/** CNAMEs that are followed; resolvers stop at 8 to 17. */
const LINKS_MAX: u32 = 16;
/** The question's name, its CNAMEs' targets, and as many targets of service bindings. */
const NAMES_MAX: u32 = 1 + 2 * LINKS_MAX;
/** A time to live with the top bit set is none (RFC 2181 section 8). */
const TTL_MAX: u32 = 0x7fffffff;

const SVC_PARAMETER_HEADER_SIZE: u32 = 4;
const SVC_PARAMETER_LENGTH: u32 = 2;
const KEY_IPV4HINT: u32 = 4;
const KEY_IPV6HINT: u32 = 6;

const UNDERSCORE: u32 = 0x5f;
const DOT: u32 = 0x2e;

/** A name that the question leads to. */
@unmanaged
class ReachedName {
  text: u32;
  size: u32;
  /** The least on the way. */
  ttl: u32;
}

const NAME_SIZE: u32 = offsetof<ReachedName>();
const names: usize = memory.data(NAMES_MAX * NAME_SIZE, 64);
let nameCount: u32 = 0;

/** One address; drawn in abi.ts. */
@unmanaged
export class DnsAddress {
  high: u64;
  low: u64;
  /** Seconds. */
  ttl: u32;
  isIpv6: u32;
}
if (offsetof<DnsAddress>("high") != DNS_ADDRESS_HIGH) ERROR("DnsAddress.high");
if (offsetof<DnsAddress>("low") != DNS_ADDRESS_LOW) ERROR("DnsAddress.low");
if (offsetof<DnsAddress>("ttl") != DNS_ADDRESS_TTL) ERROR("DnsAddress.ttl");
if (offsetof<DnsAddress>("isIpv6") != DNS_ADDRESS_IS_IPV6) ERROR("DnsAddress.isIpv6");
if (offsetof<DnsAddress>() != DNS_ADDRESS_SIZE) ERROR("DnsAddress");

/** The addresses of the message that was resolved last. */
export const addresses: usize = memory.data(DNS_ADDRESSES_MAX * DNS_ADDRESS_SIZE, 64);
let addressCount: u32 = 0;
/** Addresses that found no room, of all messages. */
export let addressesRefused: u64 = 0;

/** The text of the name that has these addresses. */
export let resolvedName: usize = 0;
export let resolvedNameSize: u32 = 0;

export function addressAt(k: u32): DnsAddress {
  return changetype<DnsAddress>(addresses + k * DNS_ADDRESS_SIZE);
}

/**
 * How many addresses the message in octets [at, end) gives its first question's name. What it does not need of it, it does
 * not read: most have their authority's records, and addresses of those, behind their answers.
 */
export function resolve(at: usize, end: usize): u32 {
  addressCount = 0;
  if (!open(at, end)) return 0;
  if ((message.flags & (DNS_QR | DNS_OPCODE_MASK | DNS_RCODE_MASK)) != DNS_QR) return 0;
  if (countIn(DNS_SECTION_ANSWER) == 0) return 0;
  readThrough(DNS_SECTION_ANSWER);
  if (message.recordCount == 0) return 0;
  const question = recordAt(0);
  if (question.section != DNS_SECTION_QUESTION || question.rrClass != CLASS_IN) return 0;
  name(question);

  nameCount = 0;
  reach(question.name, question.nameSize, TTL_MAX);
  followAliases();
  const aliasCount = nameCount;
  const answersEnd = message.recordCount;
  for (let k: u32 = 1; k < answersEnd; k++) {
    const record = recordAt(k);
    if (record.rrClass == CLASS_IN && record.section == DNS_SECTION_ANSWER) answer(record, aliasCount);
  }
  if (nameCount == aliasCount) return addressCount;
  readThrough(DNS_SECTION_ADDITIONAL);
  for (let k = answersEnd; k < message.recordCount; k++) {
    const record = recordAt(k);
    if (record.rrClass == CLASS_IN && record.section == DNS_SECTION_ADDITIONAL)
      additional(record, aliasCount);
  }
  return addressCount;
}

/** The question's name; of a service binding, without the labels that name port and scheme (RFC 9460 section 2.3). */
function name(question: DnsRecord): void {
  resolvedName = text + question.name;
  resolvedNameSize = question.nameSize;
  if (question.type != TYPE_SVCB && question.type != TYPE_HTTPS) return;
  const end = resolvedName + resolvedNameSize;
  let at = resolvedName;
  while (at < end && load<u8>(at) == <u8>UNDERSCORE) {
    while (at < end && load<u8>(at) != <u8>DOT) at++;
    at = min(at + 1, end);
  }
  resolvedName = at;
  resolvedNameSize = <u32>(end - at);
}

/** Adds the targets of CNAMEs of names already reached, whatever their order in the answer. */
function followAliases(): void {
  for (let number: u32 = 0; number < nameCount; number++) {
    const from = nameAt(number);
    for (let k: u32 = 1; k < message.recordCount; k++) {
      const record = recordAt(k);
      if (record.type != TYPE_CNAME || record.section != DNS_SECTION_ANSWER) continue;
      if (record.rrClass != CLASS_IN || record.namesSize == 0) continue;
      if (!isSameName(record.name, record.nameSize, from.text, from.size)) continue;
      if (nameCount > LINKS_MAX) return;
      if (!find(record.target, record.targetSize, 0, nameCount))
        reach(record.target, record.targetSize, min(from.ttl, ttlOf(record)));
    }
  }
}

function answer(record: DnsRecord, aliasCount: u32): void {
  if (
    record.type != TYPE_A &&
    record.type != TYPE_AAAA &&
    record.type != TYPE_SVCB &&
    record.type != TYPE_HTTPS
  )
    return;
  const owner = find(record.name, record.nameSize, 0, aliasCount);
  if (!owner) return;
  const ttl = min(owner.ttl, ttlOf(record));
  if (record.type == TYPE_A || record.type == TYPE_AAAA) address(record, ttl);
  else if (record.namesSize != 0) serviceBinding(record, owner, aliasCount, ttl);
}

/** The address of a service binding's target. */
function additional(record: DnsRecord, aliasCount: u32): void {
  if (record.type != TYPE_A && record.type != TYPE_AAAA) return;
  const target = find(record.name, record.nameSize, aliasCount, nameCount);
  if (target) address(record, min(target.ttl, ttlOf(record)));
}

function address(record: DnsRecord, ttl: u32): void {
  const at: usize = record.rdata;
  if (record.type == TYPE_A) {
    if (record.rdlength == IPV4_SIZE) addIpv4(at, ttl);
  } else if (record.rdlength == IPV6_SIZE) addIpv6(at, ttl);
}

/** The target, and the hints if there are parameters: SvcPriority 0 is an alias, which has none. */
function serviceBinding(record: DnsRecord, owner: ReachedName, aliasCount: u32, ttl: u32): void {
  const priority = be16(record.rdata);
  // "." is the owner itself, or, as an alias, nobody (RFC 9460 section 2.5).
  const isOwn = record.targetSize == 0;
  const target: u32 = isOwn ? owner.text : record.target;
  const targetSize: u32 = isOwn ? owner.size : record.targetSize;
  const isNobody = isOwn && priority == 0;
  if (!isNobody && nameCount < NAMES_MAX && !find(target, targetSize, aliasCount, nameCount))
    reach(target, targetSize, ttl);
  if (priority == 0) return;

  const end: usize = record.rdata + record.rdlength;
  let at: usize = record.rdata + record.namesSize;
  while (at + SVC_PARAMETER_HEADER_SIZE <= end) {
    const key = be16(at);
    const length = be16(at + SVC_PARAMETER_LENGTH);
    at += SVC_PARAMETER_HEADER_SIZE;
    const next = at + length;
    if (next > end) return;
    if (key == KEY_IPV4HINT) for (; at + IPV4_SIZE <= next; at += IPV4_SIZE) addIpv4(at, ttl);
    else if (key == KEY_IPV6HINT) for (; at + IPV6_SIZE <= next; at += IPV6_SIZE) addIpv6(at, ttl);
    at = next;
  }
}

function nameAt(number: u32): ReachedName {
  return changetype<ReachedName>(names + number * NAME_SIZE);
}

function reach(text: u32, size: u32, ttl: u32): void {
  const name = nameAt(nameCount++);
  name.text = text;
  name.size = size;
  name.ttl = ttl;
}

/** The same name among numbers [from, to). */
function find(text: u32, size: u32, from: u32, to: u32): ReachedName | null {
  for (let number = from; number < to; number++) {
    const name = nameAt(number);
    if (isSameName(name.text, name.size, text, size)) return name;
  }
  return null;
}

function ttlOf(record: DnsRecord): u32 {
  return record.ttl > TTL_MAX ? 0 : record.ttl;
}

function addIpv4(at: usize, ttl: u32): void {
  add(0, V4_MAPPED | be32(at), ttl, 0);
}

function addIpv6(at: usize, ttl: u32): void {
  add(be64(at), be64(at + 8), ttl, 1);
}

function add(high: u64, low: u64, ttl: u32, isIpv6: u32): void {
  if (addressCount == DNS_ADDRESSES_MAX) {
    addressesRefused++;
    return;
  }
  const address = addressAt(addressCount++);
  address.high = high;
  address.low = low;
  address.ttl = ttl;
  address.isIpv6 = isIpv6;
}
