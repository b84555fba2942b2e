import { isLoopbackAddress, parseAddress } from "../address.ts";

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
