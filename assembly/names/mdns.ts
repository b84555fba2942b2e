// What an mDNS message says of its sender, as host/devices/mdns.ts reads it: the name of the host that has its address, and
// the instances of services on its hosts with what their TXT records tell. In all else a device's messages differ.

import { MDNS_DEVICE_INFO, MDNS_SERVICES } from "../abi";
import { message } from "../app/dns";
import { isSameName, text } from "../app/dns-name";
import { DnsRecord, recordAt, TYPE_PTR, TYPE_SRV, TYPE_TXT } from "../app/dns-record";
import { Frame } from "../frame";
import { hashOfIdentifier, hashOfOctets } from "../hash";
import {
  findOwnHosts,
  isOfOneHost,
  isOwnTarget,
  isSaid,
  OWN_HOSTS_MAX,
  ownHost,
  ownHostCount,
} from "./mdns-host";
import { NO_WORDS, wordsOf } from "./words";

/** Instances of one message that are compared, each with all its records; of a message with more all octets count. */
const INSTANCES_MAX: u32 = 8;
/** Before what a device says of itself, not of an instance. */
const DEVICE_INFO: u32 = 1;
/** In place of a record that is not there. */
const NONE: u32 = 2;

const LABEL_SIZE_MAX: u32 = 63;
const DOT: u32 = 0x2e;
const SPACE: u32 = 0x20;

/** Of the message in octets [at, end) that was just decoded; NO_WORDS where no name has the sender's address. */
export function mdnsWords(frame: Frame, at: usize, end: usize): u64 {
  findOwnHosts(frame);
  if (ownHostCount == 0) return NO_WORDS;
  if (ownHostCount <= OWN_HOSTS_MAX && instanceCount() <= INSTANCES_MAX)
    return wordsOf(hashOfName(ownHost(0)), hashOfDeviceInfo(hashOfInstances()));
  const whole = hashOfIdentifier(frame.sourceHigh, frame.sourceLow, hashOfOctets(at, <u32>(end - at)));
  return wordsOf(whole, whole);
}

function instanceCount(): u32 {
  let count: u32 = 0;
  for (let k: u32 = 0; k < message.recordCount; k++) if (isInstance(recordAt(k))) count++;
  return count;
}

/** Whether a record names an instance of a known service on one of the sender's hosts. */
function isInstance(record: DnsRecord): bool {
  return record.type == TYPE_SRV && isSaid(record) && isOwnTarget(record) && isKnown(record, MDNS_SERVICES);
}

/** 0 where there are none. */
function hashOfInstances(): u32 {
  let hash: u32 = 0;
  for (let k: u32 = 0; k < message.recordCount; k++) {
    const record = recordAt(k);
    if (isInstance(record)) hash = hashOfQuoted(record, hashOfText(record, hashOfName(record, hash)));
  }
  return hash;
}

/** With the data of the last TXT record of an instance, or that there is none: what follows it is told apart from it so. */
function hashOfText(instance: DnsRecord, before: u32): u32 {
  for (let k = message.recordCount; k > 0; k--) {
    const record = recordAt(k - 1);
    if (record.type != TYPE_TXT || !isSaid(record)) continue;
    if (isSameName(record.name, record.nameSize, instance.name, instance.nameSize))
      return hashOfOctets(record.rdata, record.rdlength, before);
  }
  return hashOfIdentifier(before, 0, NONE);
}

/** With an instance's own label as the first PTR record writes it that leads there, or that none does. */
function hashOfQuoted(instance: DnsRecord, before: u32): u32 {
  for (let k: u32 = 0; k < message.recordCount; k++) {
    const record = recordAt(k);
    if (record.type != TYPE_PTR || record.namesSize == 0 || !isSaid(record)) continue;
    if (!isSameName(record.target, record.targetSize, instance.name, instance.nameSize)) continue;
    const size: u32 = load<u8>(record.rdata);
    if (size > LABEL_SIZE_MAX || size >= record.rdlength) break;
    return hashOfOctets(record.rdata, 1 + size, before);
  }
  return hashOfIdentifier(before, 0, NONE);
}

/** With what a device says of itself that has no SRV record: it counts where all addresses are of its own hosts. */
function hashOfDeviceInfo(before: u32): u32 {
  let hash: u32 = 0;
  for (let k: u32 = 0; k < message.recordCount; k++) {
    const record = recordAt(k);
    if (record.type != TYPE_TXT || !isSaid(record) || !isKnown(record, MDNS_DEVICE_INFO)) continue;
    hash = hashOfOctets(record.rdata, record.rdlength, hashOfName(record, hash));
  }
  return hash != 0 && isOfOneHost() ? hashOfIdentifier(hash, before, DEVICE_INFO) : before;
}

function hashOfName(record: DnsRecord, before: u32 = 0): u32 {
  return hashOfOctets(text + record.name, record.nameSize, before);
}

/** Whether what follows the first label of a record's name (RFC 6763 section 4.1) is one of `services`, a space between two. */
function isKnown(record: DnsRecord, services: string): bool {
  const start = text + record.name;
  const end = start + record.nameSize;
  let service = start;
  while (service < end && load<u8>(service) != DOT) service++;
  service = service < end ? service + 1 : start;
  // UTF-16, as literals are.
  let unit = changetype<usize>(services);
  const unitsEnd = unit + ((<usize>services.length) << 1);
  while (unit < unitsEnd) {
    let octet = service;
    for (; octet < end && unit < unitsEnd && <u32>load<u8>(octet) == <u32>load<u16>(unit); unit += 2) octet++;
    if (octet == end && (unit == unitsEnd || load<u16>(unit) == SPACE)) return true;
    while (unit < unitsEnd && load<u16>(unit) != SPACE) unit += 2;
    unit += 2;
  }
  return false;
}
