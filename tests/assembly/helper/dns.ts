// DNS messages as hex, and what was read of them as text.

import { message } from "../../../assembly/app/dns";
import { text } from "../../../assembly/app/dns-name";
import { DnsRecord, recordAt } from "../../../assembly/app/dns-record";

/** Flags of a query, of a response, of a response that says NXDOMAIN. */
export const QUERY: u32 = 0x0100;
export const RESPONSE: u32 = 0x8180;
export const NXDOMAIN: u32 = 0x8183;

const SOA: u16 = 6;

/** A pointer to the first question's name. */
export const POINTER = "c00c";
export const ROOT = "00";

/** Digits of a number, `size` octets of them. */
export function hex(value: u32, size: i32): string {
  return value.toString(16).padStart(2 * size, "0");
}

export function header(
  flags: u32,
  questions: u32,
  answers: u32,
  authorities: u32 = 0,
  additionals: u32 = 0,
): string {
  return (
    "1234" + hex(flags, 2) + hex(questions, 2) + hex(answers, 2) + hex(authorities, 2) + hex(additionals, 2)
  );
}

/** Labels without an end: the root or a pointer follows. */
export function labels(dotted: string): string {
  let result = "";
  const parts = dotted.split(".");
  for (let k = 0; k < parts.length; k++) {
    const label = parts[k];
    result += hex(label.length, 1);
    for (let at = 0; at < label.length; at++) result += hex(label.charCodeAt(at), 1);
  }
  return result;
}

export function name(dotted: string): string {
  return labels(dotted) + ROOT;
}

export function question(owner: string, type: u32, rrClass: u32 = 1): string {
  return owner + hex(type, 2) + hex(rrClass, 2);
}

export function record(owner: string, type: u32, ttl: u32, rdata: string, rrClass: u32 = 1): string {
  return owner + hex(type, 2) + hex(rrClass, 2) + hex(ttl, 4) + hex(rdata.length / 2, 2) + rdata;
}

export function ownerOf(record: DnsRecord): string {
  return textAt(record.name, record.nameSize);
}

export function targetOf(record: DnsRecord): string {
  return textAt(record.target, record.targetSize);
}

export function textAt(offset: u32, size: u32): string {
  return String.UTF8.decodeUnsafe(text + offset, size);
}

/** A number for all that was read of a message (FNV-1a): another one where any of it differs. */
export function digest(): u64 {
  let sum = mixed(0xcbf29ce484222325, ((<u64>message.id) << 32) | message.flags);
  sum = mixed(sum, ((<u64>message.isWhole) << 32) | message.recordCount);
  for (let k: u32 = 0; k < message.recordCount; k++) {
    const record = recordAt(k);
    sum = mixedText(sum, record.name, record.nameSize);
    sum = mixed(sum, ((<u64>record.rdata) << 32) | ((<u64>record.rdlength) << 16) | record.namesSize);
    sum = mixed(sum, ((<u64>record.ttl) << 32) | ((<u64>record.type) << 16) | record.rrClass);
    sum = mixed(sum, record.section);
    if (record.namesSize == 0) continue;
    sum = mixedText(sum, record.target, record.targetSize);
    if (record.type == SOA) sum = mixedText(sum, record.rname, record.rnameSize);
  }
  return sum;
}

function mixedText(sum: u64, offset: u32, size: u32): u64 {
  sum = mixed(sum, size);
  for (let at: u32 = 0; at < size; at++) sum = mixed(sum, load<u8>(text + offset + at));
  return sum;
}

function mixed(sum: u64, value: u64): u64 {
  return (sum ^ value) * 0x00000100000001b3;
}
