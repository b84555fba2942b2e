// Which hosts of an mDNS message are its sender: the names that have its address.

import { DNS_SECTION_ADDITIONAL, DNS_SECTION_ANSWER, IS_IPV6 } from "../abi";
import { message } from "../app/dns";
import { isSameName } from "../app/dns-name";
import { CLASS_IN, DnsRecord, IPV4_SIZE, IPV6_SIZE, recordAt, TYPE_A, TYPE_AAAA } from "../app/dns-record";
import { Frame } from "../frame";
import { V4_MAPPED } from "../wire/ipv4";
import { be32, be64 } from "../wire/octets";

/** The rest of the class is the cache-flush bit (RFC 6762 section 10.2). */
const CLASS_MASK: u32 = 0x7fff;

/** Records with the sender's address that are kept; devices have one or two. */
export const OWN_HOSTS_MAX: u32 = 8;
const ownHosts: usize = memory.data(OWN_HOSTS_MAX << 2, 4);
/** Those of the message that was looked through last, kept or not. */
export let ownHostCount: u32 = 0;

/** Looks through the message that was just decoded. */
export function findOwnHosts(frame: Frame): void {
  ownHostCount = 0;
  for (let k: u32 = 0; k < message.recordCount; k++) {
    const record = recordAt(k);
    if (!isAddress(record) || !isSaid(record) || !isSender(frame, record)) continue;
    if (ownHostCount < OWN_HOSTS_MAX) store<u32>(ownHosts + (ownHostCount << 2), k);
    ownHostCount++;
  }
}

/** In the message's order. */
export function ownHost(k: u32): DnsRecord {
  return recordAt(load<u32>(ownHosts + (k << 2)));
}

/** Whether a record is one that its sender vouches for: no question, no farewell (RFC 6762 sections 8.2 and 10.1). */
export function isSaid(record: DnsRecord): bool {
  const isAnswer = record.section == DNS_SECTION_ANSWER || record.section == DNS_SECTION_ADDITIONAL;
  return isAnswer && record.ttl > 0 && (record.rrClass & CLASS_MASK) == CLASS_IN;
}

/** Whether an SRV record leads to one of the sender's hosts. */
export function isOwnTarget(record: DnsRecord): bool {
  return record.namesSize != 0 && isOwn(record.target, record.targetSize);
}

/** Whether all addresses are of the sender's hosts. */
export function isOfOneHost(): bool {
  for (let k: u32 = 0; k < message.recordCount; k++) {
    const record = recordAt(k);
    if (isAddress(record) && isSaid(record) && !isOwn(record.name, record.nameSize)) return false;
  }
  return true;
}

function isOwn(name: u32, nameSize: u32): bool {
  for (let k: u32 = 0; k < ownHostCount; k++) {
    const host = ownHost(k);
    if (isSameName(name, nameSize, host.name, host.nameSize)) return true;
  }
  return false;
}

function isAddress(record: DnsRecord): bool {
  if (record.type == TYPE_A) return record.rdlength == IPV4_SIZE;
  return record.type == TYPE_AAAA && record.rdlength == IPV6_SIZE;
}

function isSender(frame: Frame, record: DnsRecord): bool {
  const rdata: usize = record.rdata;
  if (frame.present & IS_IPV6)
    return record.type == TYPE_AAAA && frame.sourceHigh == be64(rdata) && frame.sourceLow == be64(rdata + 8);
  return record.type == TYPE_A && frame.sourceLow == (V4_MAPPED | be32(rdata));
}
