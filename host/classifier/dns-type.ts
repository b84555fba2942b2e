// What rdata of these types looks like, dns.ts knows.
export const TYPE_A = 1;
export const TYPE_SOA = 6;
export const TYPE_MX = 15;
export const TYPE_TXT = 16;
export const TYPE_AAAA = 28;
export const TYPE_SRV = 33;
export const TYPE_SVCB = 64;
export const TYPE_HTTPS = 65;
export const TYPE_SPF = 99;

/** Mnemonics of the IANA registry "Resource Record (RR) TYPEs", by number. */
const MNEMONICS: ReadonlyMap<number, string> = new Map([
  [TYPE_A, "A"],
  [2, "NS"],
  [5, "CNAME"],
  [TYPE_SOA, "SOA"],
  [10, "NULL"],
  [12, "PTR"],
  [13, "HINFO"],
  [TYPE_MX, "MX"],
  [TYPE_TXT, "TXT"],
  [17, "RP"],
  [18, "AFSDB"],
  [24, "SIG"],
  [25, "KEY"],
  [TYPE_AAAA, "AAAA"],
  [29, "LOC"],
  [TYPE_SRV, "SRV"],
  [35, "NAPTR"],
  [36, "KX"],
  [37, "CERT"],
  [39, "DNAME"],
  [41, "OPT"],
  [42, "APL"],
  [43, "DS"],
  [44, "SSHFP"],
  [45, "IPSECKEY"],
  [46, "RRSIG"],
  [47, "NSEC"],
  [48, "DNSKEY"],
  [49, "DHCID"],
  [50, "NSEC3"],
  [51, "NSEC3PARAM"],
  [52, "TLSA"],
  [53, "SMIMEA"],
  [55, "HIP"],
  [59, "CDS"],
  [60, "CDNSKEY"],
  [61, "OPENPGPKEY"],
  [62, "CSYNC"],
  [63, "ZONEMD"],
  [TYPE_SVCB, "SVCB"],
  [TYPE_HTTPS, "HTTPS"],
  [TYPE_SPF, "SPF"],
  [108, "EUI48"],
  [109, "EUI64"],
  [249, "TKEY"],
  [250, "TSIG"],
  [251, "IXFR"],
  [252, "AXFR"],
  [255, "ANY"],
  [256, "URI"],
  [257, "CAA"],
]);

/** A type's mnemonic; without one, TYPE and its number (RFC 3597 section 5). */
export function typeText(type: number): string {
  return MNEMONICS.get(type) ?? `TYPE${type}`;
}
