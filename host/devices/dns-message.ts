/** One record of a decoded message; a question has neither `ttl` nor `octets` of its own. */
export interface DnsRecord {
  readonly section: "question" | "answer" | "authority" | "additional";
  /** Lower-case, without trailing dot, what is no visible ASCII in a label as \DDD. */
  readonly name: string;
  /** The mnemonic of the IANA registry. */
  readonly type: string;
  /** With mDNS's cache-flush bit. */
  readonly class: number;
  /** Seconds. */
  readonly ttl: number;
  readonly octets: Uint8Array;
  /** The name in the data of PTR, SRV and CNAME, as `name` is written. */
  readonly target?: string;
}

/** A DNS message as names and devices read it. */
export interface DnsMessage {
  readonly response: boolean;
  readonly records: readonly DnsRecord[];
}

/** Undefined for octets that are no DNS message. */
export type DecodeDns = (payload: Uint8Array) => DnsMessage | undefined;
