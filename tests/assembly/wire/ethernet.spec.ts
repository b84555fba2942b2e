import {
  HAS_ETHER_DESTINATION,
  HAS_ETHER_SOURCE,
  HAS_TIME,
  OUTCOME_NOT_IP,
  OUTCOME_TRUNCATED,
} from "../../../assembly/abi";
import { etherDestination, ethernet, etherSource } from "../../../assembly/wire/ethernet";
import { forget, frame, has, start, write } from "../helper/frame";

const ARP = "0200000000020a0b0c0d0e0f 0806";

describe("ethernet", () => {
  it("reads both addresses, first octet highest", () => {
    expect(ethernet(frame, start, write(ARP))).toBe(OUTCOME_NOT_IP);
    expect(etherDestination(frame)).toBe(0x020000000002);
    expect(etherSource(frame)).toBe(0x0a0b0c0d0e0f);
    expect(has(HAS_ETHER_DESTINATION | HAS_ETHER_SOURCE)).toBe(true);
  });

  it("is truncated until its 14 octets are captured, and keeps what is whole", () => {
    write(ARP);
    for (let size: u32 = 0; size < 14; size++) {
      forget();
      assert(ethernet(frame, start, start + size) == OUTCOME_TRUNCATED, size.toString());
      let expected = HAS_TIME;
      if (size >= 6) expected |= HAS_ETHER_DESTINATION;
      if (size >= 12) expected |= HAS_ETHER_SOURCE;
      assert(frame.present == expected, size.toString());
    }
    expect(has(HAS_ETHER_SOURCE)).toBe(true);
  });
});
