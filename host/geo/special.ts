import { ANSWER_6TO4, ANSWER_NAT64 } from "../../assembly/geo/image.ts";
import { type Address, NAT64, type Prefix, parsePrefix } from "../address.ts";
import { familyOf, IPV6, keyOf, keysOf } from "./family.ts";

/** A block that is never a country, with its name in the IANA registry that lists it. */
export interface SpecialPurpose {
  readonly prefix: Prefix;
  readonly name: string;
}

// IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), as far as the entries are not globally
// reachable; multicast from the address space registries; site-local from RFC 3879. 64:ff9b::/96 and 2002::/16
// are absent: they embed the IPv4 address that is looked up in their stead.
const REGISTRY: readonly (readonly [string, string])[] = [
  ["0.0.0.0/8", "This network"],
  ["10.0.0.0/8", "Private-Use"],
  ["100.64.0.0/10", "Shared Address Space"],
  ["127.0.0.0/8", "Loopback"],
  ["169.254.0.0/16", "Link Local"],
  ["172.16.0.0/12", "Private-Use"],
  ["192.0.0.0/24", "IETF Protocol Assignments"],
  ["192.0.2.0/24", "Documentation (TEST-NET-1)"],
  ["192.88.99.0/24", "Deprecated (6to4 Relay Anycast)"],
  ["192.168.0.0/16", "Private-Use"],
  ["198.18.0.0/15", "Benchmarking"],
  ["198.51.100.0/24", "Documentation (TEST-NET-2)"],
  ["203.0.113.0/24", "Documentation (TEST-NET-3)"],
  ["224.0.0.0/4", "Multicast"],
  ["240.0.0.0/4", "Reserved"],
  ["::/128", "Unspecified Address"],
  ["::1/128", "Loopback Address"],
  ["::ffff:0:0/96", "IPv4-mapped Address"],
  ["64:ff9b:1::/48", "IPv4-IPv6 Translat."],
  ["100::/64", "Discard-Only Address Block"],
  ["2001::/32", "TEREDO"],
  ["2001:2::/48", "Benchmarking"],
  ["2001:10::/28", "Deprecated (previously ORCHID)"],
  ["2001:20::/28", "ORCHIDv2"],
  ["2001:db8::/32", "Documentation"],
  ["3fff::/20", "Documentation"],
  ["5f00::/16", "Segment Routing (SRv6) SIDs"],
  ["fc00::/7", "Unique-Local"],
  ["fe80::/10", "Link-Local Unicast"],
  ["fec0::/10", "Site-Local Unicast"],
  ["ff00::/8", "Multicast"],
];

/** In ascending order within a family; no two overlap. */
export const SPECIAL_PURPOSE: readonly SpecialPurpose[] = REGISTRY.map(([text, name]) => {
  const prefix = parsePrefix(text);
  if (!prefix) throw new Error(`special-purpose prefix ${text}`);
  return { prefix, name };
});

const RANGES = SPECIAL_PURPOSE.map((block) => ({
  block,
  family: familyOf(block.prefix.address),
  ...keysOf(block.prefix),
}));

/** The special-purpose block that holds the address. An embedded IPv4 address is the caller's to extract. */
export function specialPurpose(address: Address): SpecialPurpose | undefined {
  const own = familyOf(address);
  const key = keyOf(address);
  return RANGES.find(({ family, first, last }) => family === own && key >= first && key <= last)?.block;
}

/** An IPv6 block whose addresses are looked up as the IPv4 address that starts at bit `offset`. */
export interface EmbeddingPrefix {
  readonly prefix: Prefix;
  readonly offset: number;
  /** What the image says in place of an answer. */
  readonly answer: number;
}

/** RFC 6052 section 2.1 and RFC 3056 section 2. */
export const EMBEDDING: readonly EmbeddingPrefix[] = [
  { prefix: NAT64, offset: 96, answer: ANSWER_NAT64 },
  { prefix: parsePrefix("2002::/16") as Prefix, offset: 16, answer: ANSWER_6TO4 },
];

const EMBEDDING_RANGES = EMBEDDING.map((embedding) => ({ embedding, ...keysOf(embedding.prefix) }));

/** The embedding block that holds the address, and the key of the IPv4 address in it. */
export function embeddedIpv4(address: Address): { embedding: EmbeddingPrefix; key: bigint } | undefined {
  if (!address.ipv6) return undefined;
  const key = keyOf(address);
  const range = EMBEDDING_RANGES.find(({ first, last }) => key >= first && key <= last);
  if (!range) return undefined;
  const { embedding } = range;
  return { embedding, key: (key >> BigInt(IPV6.bits - 32 - embedding.offset)) & 0xffff_ffffn };
}
