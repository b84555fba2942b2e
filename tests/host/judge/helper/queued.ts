import { joined } from "../../helper/octets.ts";
import { attribute, message, u8, u16be, u32be } from "../../netlink/helper/message.ts";

const PACKET = 0x300;
const VERDICT = 0x301;
const ANSWER_SIZE = 40;
const ETHER_SIZE = 14;

/** What the kernel says of a frame that waits, without its Ethernet header, in queue 0. */
export function queuedMessage(number: number, frame: Uint8Array, mark = 0): Uint8Array {
  const etherType = (frame[12] << 8) | frame[13];
  return message(
    { type: PACKET },
    u8(2, 0, 0, 0),
    attribute(1, u32be(number), u16be(etherType), u8(2)),
    attribute(3, u32be(mark)),
    attribute(9, u16be(6), u16be(0), frame.subarray(6, 12), u16be(0)),
    attribute(10, frame.subarray(ETHER_SIZE)),
  );
}

/** Answers in one message each: the packet's number and its mark, such as "7 0x03000000". */
export function answersIn(octets: Uint8Array): string[] {
  const copy = joined(octets);
  const view = new DataView(copy.buffer);
  return Array.from({ length: copy.length / ANSWER_SIZE }, (_, k) => {
    const at = k * ANSWER_SIZE;
    if (view.getUint32(at, true) !== ANSWER_SIZE || view.getUint16(at + 4, true) !== VERDICT)
      throw new Error("no verdict");
    return `${view.getUint32(at + 28)} 0x${view
      .getUint32(at + 36)
      .toString(16)
      .padStart(8, "0")}`;
  });
}
