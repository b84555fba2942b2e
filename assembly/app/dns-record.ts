import {
  DNS_RECORD_CLASS,
  DNS_RECORD_NAME,
  DNS_RECORD_NAMES_SIZE,
  DNS_RECORD_RDATA,
  DNS_RECORD_RDLENGTH,
  DNS_RECORD_RNAME,
  DNS_RECORD_SECTION,
  DNS_RECORD_SIZE,
  DNS_RECORD_TARGET,
  DNS_RECORD_TTL,
  DNS_RECORD_TYPE,
  DNS_RECORDS_MAX,
} from "../abi";

/** One question or resource record; drawn in abi.ts. A question has no ttl and no rdata. */
@unmanaged
export class DnsRecord {
  name: u16;
  nameSize: u16;
  target: u16;
  targetSize: u16;
  rname: u16;
  rnameSize: u16;
  rdlength: u16;
  namesSize: u16;
  rdata: u32;
  /** Seconds. */
  ttl: u32;
  type: u16;
  rrClass: u16;
  section: u32;
}

// The class and the drawing in abi.ts are one layout.
if (offsetof<DnsRecord>("name") != DNS_RECORD_NAME) ERROR("DnsRecord.name");
if (offsetof<DnsRecord>("target") != DNS_RECORD_TARGET) ERROR("DnsRecord.target");
if (offsetof<DnsRecord>("rname") != DNS_RECORD_RNAME) ERROR("DnsRecord.rname");
if (offsetof<DnsRecord>("rdlength") != DNS_RECORD_RDLENGTH) ERROR("DnsRecord.rdlength");
if (offsetof<DnsRecord>("namesSize") != DNS_RECORD_NAMES_SIZE) ERROR("DnsRecord.namesSize");
if (offsetof<DnsRecord>("rdata") != DNS_RECORD_RDATA) ERROR("DnsRecord.rdata");
if (offsetof<DnsRecord>("ttl") != DNS_RECORD_TTL) ERROR("DnsRecord.ttl");
if (offsetof<DnsRecord>("type") != DNS_RECORD_TYPE) ERROR("DnsRecord.type");
if (offsetof<DnsRecord>("rrClass") != DNS_RECORD_CLASS) ERROR("DnsRecord.class");
if (offsetof<DnsRecord>("section") != DNS_RECORD_SECTION) ERROR("DnsRecord.section");
if (offsetof<DnsRecord>() != DNS_RECORD_SIZE) ERROR("DnsRecord");

// TYPE values (RFC 1035 section 3.2.2, and the RFC named).
export const TYPE_A: u32 = 1;
export const TYPE_NS: u32 = 2;
export const TYPE_CNAME: u32 = 5;
export const TYPE_SOA: u32 = 6;
export const TYPE_PTR: u32 = 12;
export const TYPE_MX: u32 = 15;
export const TYPE_TXT: u32 = 16;
export const TYPE_AAAA: u32 = 28; // RFC 3596
export const TYPE_SRV: u32 = 33; // RFC 2782
export const TYPE_DNAME: u32 = 39; // RFC 6672
export const TYPE_SVCB: u32 = 64; // RFC 9460
export const TYPE_HTTPS: u32 = 65; // RFC 9460

/** Octets of the RDATA of TYPE_A and of TYPE_AAAA. */
export const IPV4_SIZE: u32 = 4;
export const IPV6_SIZE: u32 = 16;

export const CLASS_IN: u32 = 1;

/** The records of the message that was read last, in its order. */
export const records: usize = memory.data(DNS_RECORDS_MAX * DNS_RECORD_SIZE, 64);

export function recordAt(k: u32): DnsRecord {
  return changetype<DnsRecord>(records + k * DNS_RECORD_SIZE);
}
