import { type Address, ipv4Address } from "../address.ts";

/** The address in the data of an A or AAAA record, which has 4 or 16 octets. */
export function addressIn(data: Uint8Array): Address {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length === 4) return ipv4Address(view.getUint32(0));
  return { ipv6: true, high: view.getBigUint64(0), low: view.getBigUint64(8) };
}
