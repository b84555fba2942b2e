import { parseAddress } from "../../../../host/address.ts";
import type { DnsRecord } from "../../../../host/devices/dns-message.ts";
import { octetsOfAddress } from "../../helper/address-octets.ts";
import { textOctets, u16, wireName } from "./octets.ts";

const FLUSH_IN = 0x8001;

/** An answer that has two hours to live. */
export function record(
  name: string,
  type: string,
  data: readonly number[],
  more: Partial<DnsRecord> = {},
): DnsRecord {
  return {
    section: "answer",
    name,
    type,
    class: FLUSH_IN,
    ttl: 7200,
    octets: Uint8Array.from(data),
    ...more,
  };
}

export function addressRecord(name: string, address: string, more: Partial<DnsRecord> = {}): DnsRecord {
  const parsed = parseAddress(address)!;
  return record(name, parsed.ipv6 ? "AAAA" : "A", [...octetsOfAddress(parsed)], more);
}

export function service(instance: string, target: string, more: Partial<DnsRecord> = {}): DnsRecord {
  return record(instance, "SRV", [...u16(0), ...u16(0), ...u16(8009), ...wireName(target)], {
    target,
    ...more,
  });
}

/** `label` as its owner wrote it, and a pointer to the service's name. */
export function pointer(type: string, label: string, instance: string): DnsRecord {
  const octets = textOctets(label);
  return record(type, "PTR", [octets.length, ...octets, 0xc0, 12], { target: instance, class: 1 });
}

export function text(name: string, ...strings: string[]): DnsRecord {
  return record(
    name,
    "TXT",
    strings.flatMap((string) => [textOctets(string).length, ...textOctets(string)]),
  );
}
