// Writes databases in MaxMind's format 2.0, as small as tests want them.

import { parsePrefix } from "../../../../host/address.ts";

export type Value = string | number | bigint | boolean | Value[] | { [key: string]: Value };

export interface MmdbContents {
  readonly recordBits?: 24 | 28 | 32;
  readonly ipVersion?: 4 | 6;
  /** Prefix to record; no prefix holds another. */
  readonly networks: Record<string, Value>;
  /** IPv6 prefixes that lead to the node of ::/96. */
  readonly aliases?: readonly string[];
  readonly metadata?: Record<string, Value>;
  /** Writes the second and later of equal records as pointers to the first. */
  readonly pointers?: boolean;
}

const MARKER = [0xab, 0xcd, 0xef, ...new TextEncoder().encode("MaxMind.com")];

/** A control byte and, for longer values, the size after it. */
function control(type: number, size: number): number[] {
  const [first, extended] = type > 7 ? [0, [type - 7]] : [type << 5, []];
  if (size < 29) return [first | size, ...extended];
  if (size < 285) return [first | 29, ...extended, size - 29];
  return [first | 30, ...extended, (size - 285) >> 8, (size - 285) & 255];
}

function integer(value: bigint): number[] {
  const octets: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 8n) octets.unshift(Number(rest & 255n));
  return octets;
}

export function encoded(value: Value): number[] {
  if (typeof value === "string") {
    const octets = new TextEncoder().encode(value);
    return [...control(2, octets.length), ...octets];
  }
  if (typeof value === "number")
    return [...control(6, integer(BigInt(value)).length), ...integer(BigInt(value))];
  if (typeof value === "bigint") return [...control(9, integer(value).length), ...integer(value)];
  if (typeof value === "boolean") return control(14, value ? 1 : 0);
  if (Array.isArray(value)) return [...control(11, value.length), ...value.flatMap(encoded)];
  const entries = Object.entries(value);
  return [
    ...control(7, entries.length),
    ...entries.flatMap(([key, inner]) => [...encoded(key), ...encoded(inner)]),
  ];
}

/** A child: a node, the offset of a record in the data section, or nothing. */
type Child = { node: number } | { data: number } | undefined;

export function mmdb(contents: MmdbContents): Uint8Array {
  const {
    recordBits = 24,
    ipVersion = 6,
    networks,
    aliases = [],
    metadata = {},
    pointers = false,
  } = contents;
  const nodes: [Child, Child][] = [[undefined, undefined]];
  const data: number[] = [];
  const written = new Map<string, number>();

  function insert(text: string, child: Child): void {
    const prefix = parsePrefix(text)!;
    const v4InV6 = ipVersion === 6 && !prefix.address.ipv6;
    const bits = prefix.address.ipv6 ? 128 : 32;
    const length = v4InV6 ? prefix.length + 96 : prefix.length;
    const key = prefix.address.ipv6
      ? (prefix.address.high << 64n) | prefix.address.low
      : prefix.address.low & 0xffffffffn;
    const total = v4InV6 ? 128 : bits;
    let node = 0;
    for (let depth = 0; depth < length; depth++) {
      const bit = Number((key >> BigInt(total - 1 - depth)) & 1n) as 0 | 1;
      if (depth === length - 1) {
        nodes[node][bit] = child;
        return;
      }
      const next = nodes[node][bit];
      if (next && "node" in next) {
        node = next.node;
      } else {
        nodes.push([undefined, undefined]);
        nodes[node][bit] = { node: nodes.length - 1 };
        node = nodes.length - 1;
      }
    }
  }

  for (const [prefix, record] of Object.entries(networks)) {
    const octets = encoded(record);
    const known = written.get(octets.join());
    if (known === undefined) written.set(octets.join(), data.length);
    const at = known !== undefined && !pointers ? known : data.length;
    if (known === undefined) data.push(...octets);
    // A pointer of 11 bits.
    else if (pointers) data.push(0x20 | (known >> 8), known & 255);
    insert(prefix, { data: at });
  }
  if (aliases.length > 0) {
    let ipv4 = 0;
    for (let depth = 0; depth < 96; depth++) ipv4 = (nodes[ipv4][0] as { node: number }).node;
    for (const alias of aliases) insert(alias, { node: ipv4 });
  }

  const records = nodes.flat().map((child) => {
    if (!child) return nodes.length;
    return "node" in child ? child.node : nodes.length + 16 + child.data;
  });
  const tree: number[] = [];
  for (let k = 0; k < records.length; k += 2)
    tree.push(...nodeOctets(records[k], records[k + 1], recordBits));
  const described = {
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_780_345_978n,
    database_type: "Test-Country",
    ip_version: ipVersion,
    node_count: nodes.length,
    record_size: recordBits,
    ...metadata,
  };
  return Uint8Array.from([...tree, ...new Array(16).fill(0), ...data, ...MARKER, ...encoded(described)]);
}

function nodeOctets(left: number, right: number, bits: 24 | 28 | 32): number[] {
  const low = (value: number, octets: number) =>
    Array.from({ length: octets }, (_, k) => (value >>> (8 * (octets - 1 - k))) & 255);
  if (bits === 24) return [...low(left, 3), ...low(right, 3)];
  if (bits === 32) return [...low(left, 4), ...low(right, 4)];
  return [...low(left, 3), ((left >>> 24) << 4) | (right >>> 24), ...low(right, 3)];
}
