import { parseAddress } from "../address.ts";

/** Where and to whom the endpoint answers. */
export interface HttpConfig {
  /** An IP address, or `localhost`; 0.0.0.0 and :: are all of the machine's. */
  readonly listen: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Bearer token; must be there for anything but a loopback address. */
  readonly token?: string;
  /** Names by which it may be called, beside those of the loopback and the address itself. */
  readonly allowedHosts: readonly string[];
}

export const PORT_DEFAULT = 9417;

const LOOPBACK_IPV4 = 0xffff_7fn;
const LOOPBACK_IPV6 = 1n;

/** 127.0.0.0/8, ::1, or localhost. */
export function isLoopback(listen: string): boolean {
  if (listen === "localhost") return true;
  const address = parseAddress(listen);
  if (!address) return false;
  if (address.ipv6) return address.high === 0n && address.low === LOOPBACK_IPV6;
  return address.low >> 24n === LOOPBACK_IPV4;
}

/** 0.0.0.0 or ::. */
export function isWildcard(listen: string): boolean {
  const address = parseAddress(listen);
  if (!address) return false;
  return address.ipv6 ? address.high === 0n && address.low === 0n : (address.low & 0xffff_ffffn) === 0n;
}
