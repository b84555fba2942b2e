import {
  FRAME_VLAN,
  OUTCOME_NOT_IP,
  OUTCOME_OK,
  OUTCOME_TOO_DEEP,
  OUTCOME_TRUNCATED,
  TAGS_MAX,
} from "../../../assembly/abi";
import { tagged } from "../../../assembly/wire/vlan";
import { append, forget, frame, repeat, start, write } from "../helper/frame";

const ARP: u32 = 0x0806;
const VLAN: u32 = 0x8100;
const SERVICE_VLAN: u32 = 0x88a8;
const OLD_SERVICE_VLAN: u32 = 0x9100;
const IPV4 = "45000014 00010000 403b0000 c0000201 c6336402";

function vlan(k: usize): u32 {
  return load<u16>(changetype<usize>(frame) + 2 * k, FRAME_VLAN);
}

describe("vlan", () => {
  it("passes a type that is no tag on", () => {
    expect(tagged(frame, ARP, start, write(""))).toBe(OUTCOME_NOT_IP);
    expect(<u32>frame.vlanCount).toBe(0);
  });

  it("takes 12 bits, outermost first, behind each of three EtherTypes", () => {
    const end = write("efff 88a8 1000 9100 0002 0800" + IPV4);
    expect(tagged(frame, VLAN, start, end)).toBe(OUTCOME_OK);
    expect(<u32>frame.vlanCount).toBe(3);
    expect(vlan(0)).toBe(0x0fff);
    expect(vlan(1)).toBe(0);
    expect(vlan(2)).toBe(2);
    forget();
    expect(tagged(frame, SERVICE_VLAN, start, end)).toBe(OUTCOME_OK);
    forget();
    expect(tagged(frame, OLD_SERVICE_VLAN, start, end)).toBe(OUTCOME_OK);
  });

  it("keeps the identifier of a tag whose type is cut off", () => {
    write("0007 0806");
    const counts: StaticArray<u32> = [0, 0, 1, 1, 1];
    for (let size = 0; size < 4; size++) {
      forget();
      assert(tagged(frame, VLAN, start, start + size) == OUTCOME_TRUNCATED, size.toString());
      assert(<u32>frame.vlanCount == counts[size], size.toString());
    }
    forget();
    expect(tagged(frame, VLAN, start, start + 4)).toBe(OUTCOME_NOT_IP);
    expect(vlan(0)).toBe(7);
  });

  it("reads TAGS_MAX tags and refuses one more", () => {
    let end = append(repeat(write(""), "00078100", TAGS_MAX - 1), "00070800" + IPV4);
    expect(tagged(frame, VLAN, start, end)).toBe(OUTCOME_OK);
    expect(<u32>frame.vlanCount).toBe(TAGS_MAX);

    end = append(repeat(write(""), "00078100", TAGS_MAX), "00070800" + IPV4);
    expect(tagged(frame, VLAN, start, end)).toBe(OUTCOME_TOO_DEEP);
    expect(<u32>frame.vlanCount).toBe(TAGS_MAX);
  });

  it("takes a small type behind a tag for an 802.3 length", () => {
    expect(tagged(frame, VLAN, start, write("0007 0003 424203"))).toBe(OUTCOME_NOT_IP);
    expect(tagged(frame, VLAN, start, write("0007 05ff 4242"))).toBe(OUTCOME_TRUNCATED);
  });
});
