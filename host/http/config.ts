import { isLoopbackAddress, parseAddress } from "../address.ts";

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

/** 127.0.0.0/8, ::1, or localhost. */
export function isLoopback(listen: string): boolean {
  if (listen === "localhost") return true;
  const address = parseAddress(listen);
  return address !== undefined && isLoopbackAddress(address);
}

/** 0.0.0.0 or ::. */
export function isWildcard(listen: string): boolean {
  const address = parseAddress(listen);
  if (!address) return false;
  return address.ipv6 ? address.high === 0n && address.low === 0n : (address.low & 0xffff_ffffn) === 0n;
}
