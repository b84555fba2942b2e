import { parseAddress } from "../address.ts";

const LOOPBACK_HIGH = 0n;
const LOOPBACK_LOW = 1n;
/** 127.0.0.0/8, v4-mapped, without the host's bits. */
const LOOPBACK4 = 0xffff_7fn;
const HOST4_BITS = 24n;

/** Whether only this machine reaches an address (RFC 1122, RFC 4291); undefined where it is none. */
export function isLoopback(text: string): boolean | undefined {
  const address = parseAddress(text);
  if (!address) return undefined;
  const { ipv6, high, low } = address;
  return ipv6 ? high === LOOPBACK_HIGH && low === LOOPBACK_LOW : low >> HOST4_BITS === LOOPBACK4;
}
