// What the leak table tells apart, and the addresses that belong to each part.

export const PROTOCOLS = ["TCP", "UDP", "QUIC", "ICMP"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** A protocol in a family of addresses. */
export interface Cell {
  readonly protocol: Protocol;
  readonly ipv6: boolean;
}

export const CELLS: readonly Cell[] = PROTOCOLS.flatMap((protocol) => [
  { protocol, ipv6: false },
  { protocol, ipv6: true },
]);

/** One to block, whose prefixes are few, and one that is let pass: what both opinions say is theirs. */
export type Country = "EG" | "NL";

/** All that is sent to one of these is sent to the lab's internet, where every address of them answers. */
export const PREFIXES: Readonly<Record<Country, readonly [ipv4: string, ipv6: string]>> = {
  EG: ["41.32.0.0/15", "2c0f:fc88:1::/48"],
  NL: ["86.88.0.0/15", "2a02:a46f:8000::/48"],
};

/** Each sending has prefixes of its own, so that none meets what an earlier one left in the router's tables. */
export const SENDINGS_MAX = 128;

/** The prefix of a cell in one sending: 256 addresses (IPv6: 64 bits, of which as many are used). */
export function prefixOf(country: Country, { protocol, ipv6 }: Cell, sending: number): string {
  const part = PROTOCOLS.indexOf(protocol);
  if (ipv6)
    return `${PREFIXES[country][1].replace("::/48", "")}:${((sending << 8) | part).toString(16)}::/64`;
  const network = 4 * sending + part;
  const [first, second] = PREFIXES[country][0].split(".").map(Number);
  return `${first}.${second + (network >> 8)}.${network & 0xff}.0/24`;
}

/** The address number `index` of a prefix. */
export function addressIn(prefix: string, index: number): string {
  const [base] = prefix.split("/");
  return base.endsWith("::") ? `${base}${(index + 1).toString(16)}` : base.replace(/0$/, String(index));
}
