import { aligned } from "./message.ts";

const HEADER_SIZE = 4;
/** NLA_F_NESTED: the payload is attributes. */
const NESTED = 0x8000;

/** struct nlattr with its payload, padded. */
export function rawAttribute(type: number, payload: Uint8Array, nested = false): Uint8Array {
  const octets = new Uint8Array(aligned(HEADER_SIZE + payload.length));
  const view = new DataView(octets.buffer);
  view.setUint16(0, HEADER_SIZE + payload.length, true);
  view.setUint16(2, nested ? NESTED | type : type, true);
  octets.set(payload, HEADER_SIZE);
  return octets;
}
