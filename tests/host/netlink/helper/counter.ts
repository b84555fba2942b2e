import { attribute, message, text, u8, u32be, u64be } from "./message.ts";

const NESTED = 0x8000;
const NEWOBJ = 0xa12;
const INET = u8(1, 0, 0, 0);

/** A named counter of our table, as nftables tells of it; another `type` is another object. */
export function counterMessage(
  name: string,
  packets: bigint,
  bytes: bigint,
  { type = 1, sequence = 0 } = {},
): Uint8Array {
  return message(
    { type: NEWOBJ, flags: 2, sequence },
    INET,
    attribute(1, text("bordertap")),
    attribute(2, text(name)),
    attribute(3, u32be(type)),
    attribute(5, u32be(2)),
    attribute(4 | NESTED, attribute(1, u64be(bytes)), attribute(2, u64be(packets))),
    attribute(6, u64be(7n)),
  );
}
