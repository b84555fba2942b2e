import { joined } from "../../helper/octets.ts";

export interface DhcpFields {
  readonly op?: number;
  readonly htype?: number;
  readonly hlen?: number;
  readonly ciaddr?: readonly number[];
  readonly yiaddr?: readonly number[];
  readonly chaddr?: readonly number[];
  readonly sname?: readonly number[];
  readonly file?: readonly number[];
}

export const CHADDR = [0x64, 0xb4, 0x73, 0x20, 0x14, 0x08];

/** Code, length, data. */
export function option(code: number, data: readonly number[]): number[] {
  return [code, data.length, ...data];
}

/** RFC 2131 section 2, its fields in order. */
export function dhcpMessage(fields: DhcpFields, options: readonly number[]): Uint8Array {
  const { op = 1, htype = 1, hlen = 6, chaddr = CHADDR } = fields;
  const { ciaddr = [0, 0, 0, 0], yiaddr = [0, 0, 0, 0], sname = [], file = [] } = fields;
  const padded = (octets: readonly number[], size: number) => {
    const field = new Uint8Array(size);
    field.set(octets);
    return field;
  };
  return joined(
    Uint8Array.of(op, htype, hlen, 0, 0x12, 0x34, 0x56, 0x78, 0, 0, 0, 0),
    Uint8Array.from([...ciaddr, ...yiaddr, 192, 168, 1, 1, 0, 0, 0, 0]),
    padded(chaddr, 16),
    padded(sname, 64),
    padded(file, 128),
    Uint8Array.of(99, 130, 83, 99),
    Uint8Array.from(options),
  );
}
