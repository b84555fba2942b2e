// DNS messages, written octet by octet.

import type { Classifier } from "../../../host/classifier/classifier.ts";
import type { DnsMessage } from "../../../host/classifier/dns.ts";
import { joined } from "./octets.ts";

/** A pointer to the first question's name. */
export const POINTER = Uint8Array.of(0xc0, 12);
export const ROOT = Uint8Array.of(0);
const RESPONSE = 0x8180;
/** Recursion desired. */
const QUERY = 0x0100;

export function u16(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value >> 8, value & 0xff]));
}

export function u32(...values: readonly number[]): Uint8Array {
  return u16(...values.flatMap((value) => [value >>> 16, value & 0xffff]));
}

export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Behind its length. */
export function string(text: string): Uint8Array {
  return joined(Uint8Array.of(ascii(text).length), ascii(text));
}

export function name(dotted: string): Uint8Array {
  return joined(...dotted.split(".").map(string), ROOT);
}

export function question(owner: Uint8Array, type: number, rrClass = 1): Uint8Array {
  return joined(owner, u16(type, rrClass));
}

export function record(
  owner: Uint8Array,
  type: number,
  ttl: number,
  rdata: Uint8Array,
  rrClass = 1,
): Uint8Array {
  return joined(owner, u16(type, rrClass), u32(ttl), u16(rdata.length), rdata);
}

/** Questions, answers, authorities, additionals. */
export function message(sections: readonly (readonly Uint8Array[])[], flags = RESPONSE): Uint8Array {
  const counts = [0, 1, 2, 3].map((k) => sections[k]?.length ?? 0);
  return joined(u16(0x1234, flags, ...counts), ...sections.flat());
}

/** Of one question. */
export function queryOf(asked: Uint8Array): Uint8Array {
  return message([[asked]], QUERY);
}

/** As a classifier reads it, in its batch. */
export function decoded(classifier: Classifier, octets: Uint8Array): DnsMessage | undefined {
  classifier.batch.set(octets);
  return classifier.dnsMessage(classifier.batch.subarray(0, octets.length));
}
