// Messages of an NFQUEUE socket as the kernel writes them, and as nobody should.

import { COUNTRY_UNKNOWN, JUDGED_ERRORS, JUDGED_UNREADABLE } from "../../../assembly/abi";
import { deviceCount } from "../../../assembly/device/table";
import { flowOf, knowLocalPrefixes } from "../helper/conversation";
import { hex, Octets } from "../helper/octets";
import { clearPolicy, removePolicy, setVerdict } from "../helper/policy";
import {
  attribute,
  FOREIGN,
  judgeSlots,
  KNOWN,
  MASK,
  markAttribute,
  marksOf,
  message,
  packetHeader,
  payload,
  putMessage,
  setMarks,
} from "../helper/queue";
import { counter, REFUSE } from "../helper/queued-flow";

const IPV4 = "45000014 00010000 40060000 c0a80102 08080808";

/** From an address of its own. */
function packetFrom(host: u8): Octets {
  return hex("45000014 00010000 40060000 c0a801").u8(host).hex("08080808");
}

knowLocalPrefixes();
setMarks();

describe("messages of the kernel", () => {
  it("without a MAC are of the device that their address is", () => {
    removePolicy();
    putMessage(0, message(packetHeader().append(payload(hex(IPV4)))));
    expect(marksOf(judgeSlots(1))).toBe("a");
  });

  it("in another order, with attributes that nobody knows, say the same", () => {
    removePolicy();
    const attributes = attribute(99, hex("01020304 05"))
      .append(markAttribute(FOREIGN))
      .append(payload(hex(IPV4)))
      .append(packetHeader());
    putMessage(0, message(attributes));
    const answers = judgeSlots(1);
    expect(marksOf(answers)).toBe("a");
    expect(answers[0].mark & ~MASK).toBe(FOREIGN);
  });

  it("whose packet is none are answered, and left to the rules", () => {
    clearPolicy();
    setVerdict(0, COUNTRY_UNKNOWN, REFUSE);
    putMessage(0, message(packetHeader().append(payload(hex("ff")))));
    putMessage(1, message(packetHeader()));
    putMessage(
      2,
      message(
        packetHeader()
          .append(markAttribute(KNOWN | FOREIGN))
          .append(payload(new Octets())),
      ),
    );
    const answers = judgeSlots(3);
    expect(marksOf(answers)).toBe("???");
    expect(answers[2].mark).toBe(FOREIGN);
  });

  it("with a MAC are of the device that has it; what has another length is none", () => {
    removePolicy();
    const known = deviceCount;
    const ether = attribute(9, hex("0006 0000 02aabbccdd01 0000"));
    putMessage(
      0,
      message(
        packetHeader()
          .append(ether)
          .append(payload(packetFrom(4))),
      ),
    );
    putMessage(
      1,
      message(
        packetHeader()
          .append(ether)
          .append(payload(packetFrom(5))),
      ),
    );
    expect(marksOf(judgeSlots(2))).toBe("aa");
    expect(deviceCount).toBe(known + 1);
    const long = attribute(9, hex("0008 0000 02aabbccdd01 0000"));
    const cut = attribute(9, hex("0006 0000 02aa"));
    putMessage(
      0,
      message(
        packetHeader()
          .append(long)
          .append(payload(packetFrom(6))),
      ),
    );
    putMessage(
      1,
      message(
        packetHeader()
          .append(cut)
          .append(payload(packetFrom(7))),
      ),
    );
    expect(marksOf(judgeSlots(2))).toBe("aa");
    expect(deviceCount).toBe(known + 3);
  });

  it("that are cut by the kernel count with the length that they had", () => {
    removePolicy();
    const header = "450005dc 00010000 40110000 c0a80103 08080808";
    const packet = header + "9c40 270f 05c8 0000";
    putMessage(
      0,
      message(
        packetHeader()
          .append(attribute(13, new Octets().u32(1500)))
          .append(payload(hex(packet))),
      ),
    );
    expect(marksOf(judgeSlots(1))).toBe("a");
    expect(flowOf(40000, 9999).bytesUp).toBe(1500);
  });

  it("that are cut, lie, or are about something else are counted, and nothing is answered", () => {
    const unreadable = counter(JUDGED_UNREADABLE);
    const errors = counter(JUDGED_ERRORS);
    putMessage(0, message(attribute(1, hex("0000"))));
    putMessage(1, hex("10000000 0003"));
    putMessage(2, hex("ffff0100 0003"));
    putMessage(3, message(new Octets(), 0x0302));
    putMessage(4, message(hex("00000000 fffffffe"), 2));
    // An attribute that ends beyond the message.
    putMessage(5, message(hex("ff00 0100 00000001")));
    expect(judgeSlots(6).length).toBe(0);
    expect(counter(JUDGED_UNREADABLE) - unreadable).toBe(5);
    expect(counter(JUDGED_ERRORS) - errors).toBe(1);
  });
});
