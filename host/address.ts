/**
 * An IP address as the classifier holds it (assembly/abi.ts): IPv4 is v4-mapped, with `ipv6` false. A genuine
 * IPv6 address ::ffff:a.b.c.d has the same halves and `ipv6` true.
 */
export interface Address {
  readonly ipv6: boolean;
  readonly high: bigint;
  readonly low: bigint;
}

/** A CIDR block: `address` has every bit below `length` cleared; `length` counts the family's own bits. */
export interface Prefix {
  readonly address: Address;
  /** 0-32 for IPv4, 0-128 for IPv6. */
  readonly length: number;
}

export const IPV4_BITS = 32;
export const IPV6_BITS = 128;
/** 64:ff9b::/96: networks without IPv4 reach it there (RFC 6052 section 2.1). */
export const NAT64: Prefix = { address: { ipv6: true, high: 0x64_ff9b_0000_0000n, low: 0n }, length: 96 };

const GROUPS = 8;
const V4_MAPPED = 0xffff_0000_0000n;
/** 127.0.0.0/8, v4-mapped, without the host's bits. */
const LOOPBACK4 = 0xffff_7fn;
const LOOPBACK4_HOST_BITS = 24n;
const LOOPBACK6_LOW = 1n;
const ALL_64 = 0xffff_ffff_ffff_ffffn;

const CODE_0 = 0x30;
const CODE_9 = 0x39;
const CODE_DOT = 0x2e;
const CODE_COLON = 0x3a;

// The two halves as 16-bit groups without bigint arithmetic: a report may print a million addresses.
const halves = new BigUint64Array(2);
const halfWords = new Uint32Array(halves.buffer);
const octets = Array.from({ length: 256 }, (_, octet) => String(octet));

/** The IPv4 address of 32 bits. */
export function ipv4Address(bits: number): Address {
  return { ipv6: false, high: 0n, low: V4_MAPPED | BigInt(bits >>> 0) };
}

/** A dotted quad between two offsets, 0 to 2^32 - 1; -1 where it is none. Leading zeros could mean octal: none. */
function parseQuad(text: string, from: number, to: number): number {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === CODE_DOT) {
      if (octet < 0) return -1;
      value = value * 256 + octet;
      octet = -1;
      dots++;
    } else if (code >= CODE_0 && code <= CODE_9) {
      if (octet === 0) return -1;
      octet = (octet < 0 ? 0 : octet * 10) + (code - CODE_0);
      if (octet > 255) return -1;
    } else {
      return -1;
    }
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : -1;
}

function hexDigit(code: number): number {
  if (code >= CODE_0 && code <= CODE_9) return code - CODE_0;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1;
}

/** RFC 4291 section 2.2, all three forms. */
function parseIpv6(text: string): Address | undefined {
  const groups = new Uint16Array(GROUPS);
  const end = text.length;
  let count = 0;
  let gap = -1;
  let at = 0;
  if (text.charCodeAt(0) === CODE_COLON) {
    if (text.charCodeAt(1) !== CODE_COLON) return undefined;
    gap = 0;
    at = 2;
  }
  while (at < end) {
    const start = at;
    let value = 0;
    for (; at < end; at++) {
      const digit = hexDigit(text.charCodeAt(at));
      if (digit < 0) break;
      value = value * 16 + digit;
      if (at - start === 4) return undefined;
    }
    if (at === start || count === GROUPS) return undefined;
    if (at < end && text.charCodeAt(at) === CODE_DOT) {
      const quad = parseQuad(text, start, end);
      if (quad < 0 || count > GROUPS - 2) return undefined;
      groups[count++] = quad >>> 16;
      groups[count++] = quad & 0xffff;
      break;
    }
    groups[count++] = value;
    if (at === end) break;
    if (text.charCodeAt(at++) !== CODE_COLON || at === end) return undefined;
    if (text.charCodeAt(at) === CODE_COLON) {
      if (gap >= 0) return undefined;
      gap = count;
      at++;
    }
  }
  if (gap < 0 ? count !== GROUPS : count === GROUPS) return undefined;
  if (gap >= 0) {
    groups.copyWithin(GROUPS - (count - gap), gap, count);
    groups.fill(0, gap, GROUPS - (count - gap));
  }
  return { ipv6: true, high: quarter(groups, 0), low: quarter(groups, 4) };
}

function quarter(groups: Uint16Array, first: number): bigint {
  const upper = groups[first] * 0x10000 + groups[first + 1];
  const lower = groups[first + 2] * 0x10000 + groups[first + 3];
  return (BigInt(upper) << 32n) | BigInt(lower);
}

/** A dotted quad without leading zeros, or RFC 4291 text without a zone; undefined where it is neither. */
export function parseAddress(text: string): Address | undefined {
  if (text.includes(":")) return parseIpv6(text);
  const bits = parseQuad(text, 0, text.length);
  return bits < 0 ? undefined : ipv4Address(bits);
}

function formatQuad(bits: number): string {
  return `${octets[bits >>> 24]}.${octets[(bits >>> 16) & 255]}.${octets[(bits >>> 8) & 255]}.${octets[bits & 255]}`;
}

/** Dotted quad, or IPv6 as glibc's inet_ntop prints it (RFC 5952, with ::1.2.3.4 and ::ffff:1.2.3.4 dotted). */
export function formatAddress(address: Address): string {
  halves[0] = address.high;
  halves[1] = address.low;
  if (!address.ipv6) return formatQuad(halfWords[2]);

  // A run of zero groups is written "::" when it is two or longer; the first of the longest.
  let run = 0;
  let best = 0;
  let bestRun = 1;
  for (let group = 0; group < GROUPS; group++) {
    run = groupOf(group) === 0 ? run + 1 : 0;
    if (run > bestRun) {
      bestRun = run;
      best = group - run + 1;
    }
  }
  if (bestRun === 1) best = GROUPS;
  const dotted = best === 0 && (bestRun === 6 || (bestRun === 5 && groupOf(5) === 0xffff));

  let text = "";
  for (let group = 0; group < GROUPS; group++) {
    if (group === best) {
      text += group + bestRun === GROUPS ? "::" : ":";
      group += bestRun - 1;
      continue;
    }
    if (group !== 0) text += ":";
    if (dotted && group === 6) return text + formatQuad(halfWords[2]);
    text += groupOf(group).toString(16);
  }
  return text;
}

/** Group 0-7 of the address in `halves`; little-endian words, most significant half first. */
function groupOf(group: number): number {
  const word = halfWords[((group & 4) >> 1) | (~(group >> 1) & 1)];
  return (group & 1) === 0 ? word >>> 16 : word & 0xffff;
}

/** 127.0.0.0/8 or ::1 (RFC 1122, RFC 4291): only this machine reaches it. */
export function isLoopbackAddress({ ipv6, high, low }: Address): boolean {
  return ipv6 ? high === 0n && low === LOOPBACK6_LOW : low >> LOOPBACK4_HOST_BITS === LOOPBACK4;
}

/** The address with all bits below a prefix of `length` cleared. */
export function maskAddress(address: Address, length: number): Address {
  const bits = address.ipv6 ? length : length + IPV6_BITS - IPV4_BITS;
  const high = bits >= 64 ? ALL_64 : (ALL_64 << BigInt(64 - bits)) & ALL_64;
  const low = bits <= 64 ? 0n : (ALL_64 << BigInt(IPV6_BITS - bits)) & ALL_64;
  return { ipv6: address.ipv6, high: address.high & high, low: address.low & low };
}

/** Whether every address of `inner` is one of `outer`. */
export function containsPrefix(outer: Prefix, inner: Prefix): boolean {
  if (outer.address.ipv6 !== inner.address.ipv6 || inner.length < outer.length) return false;
  const { high, low } = maskAddress(inner.address, outer.length);
  return high === outer.address.high && low === outer.address.low;
}

/** Whether an address is one of a prefix. */
export function contains(prefix: Prefix, address: Address): boolean {
  return containsPrefix(prefix, hostPrefix(address));
}

/** The prefix of this address alone. */
export function hostPrefix(address: Address): Prefix {
  return { address, length: address.ipv6 ? IPV6_BITS : IPV4_BITS };
}

/** ADDRESS/LENGTH; host bits are cleared. Undefined where it is no CIDR block. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf("/");
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (!address || !/^(0|[1-9][0-9]{0,2})$/.test(digits)) return undefined;
  const length = Number(digits);
  if (length > (address.ipv6 ? IPV6_BITS : IPV4_BITS)) return undefined;
  return { address: maskAddress(address, length), length };
}

export function formatPrefix(prefix: Prefix): string {
  return `${formatAddress(prefix.address)}/${prefix.length}`;
}

/** A host, by name or address, and a port as they stand in a URL (RFC 3986 section 3.2). */
export function formatAuthority(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
