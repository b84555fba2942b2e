import type { Address } from "../../../host/address.ts";

/** As headers and records hold it: 4 octets or 16. */
export function octetsOfAddress({ ipv6, high, low }: Address): Uint8Array {
  const octets = new Uint8Array(16);
  const view = new DataView(octets.buffer);
  view.setBigUint64(0, high);
  view.setBigUint64(8, low);
  return ipv6 ? octets : octets.subarray(12);
}
