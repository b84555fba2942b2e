import { HAS_ETHER_SOURCE, OUTCOME_NOT_IP, OUTCOME_OK, OUTCOME_TRUNCATED } from "../../../assembly/abi";
import { sll, sll2 } from "../../../assembly/wire/sll";
import { forget, frame, has, start, write } from "../helper/frame";

const IPV4 = "45000014 00010000 403b0000 c0000201 c6336402";

function first(arphrd: string, protocol: string): u32 {
  return sll(frame, start, write("0000" + arphrd + "0006 0200000000010000" + protocol + IPV4));
}

function second(arphrd: string, protocol: string): u32 {
  return sll2(frame, start, write(protocol + "0000 00000002" + arphrd + "0006 0200000000010000" + IPV4));
}

describe("sll", () => {
  it("reads IP behind its EtherType, in both versions, and no MAC", () => {
    expect(first("0001", "0800")).toBe(OUTCOME_OK);
    expect(has(HAS_ETHER_SOURCE)).toBe(false);
    expect(second("0001", "0800")).toBe(OUTCOME_OK);
    expect(has(HAS_ETHER_SOURCE)).toBe(false);
  });

  it("follows an 802.1Q tag and 802.2", () => {
    expect(first("0001", "8100 0007 0800")).toBe(OUTCOME_OK);
    expect(first("0001", "0004 aaaa03 000000 0800")).toBe(OUTCOME_OK);
    expect(first("0001", "0004 424203")).toBe(OUTCOME_NOT_IP);
  });

  it("reads nothing behind Linux's own protocol numbers", () => {
    expect(first("0001", "0001")).toBe(OUTCOME_NOT_IP);
    expect(first("0001", "05ff")).toBe(OUTCOME_NOT_IP);
    // Not even where an LLC header seems to follow.
    expect(first("0001", "000c 060603")).toBe(OUTCOME_NOT_IP);
    expect(first("0001", "05ff 060603")).toBe(OUTCOME_NOT_IP);
    expect(second("0118", "000c")).toBe(OUTCOME_NOT_IP); // ARPHRD_CAN, LINUX_SLL_P_CAN
  });

  it("takes no protocol from netlink and radiotap devices", () => {
    expect(first("0338", "0800")).toBe(OUTCOME_NOT_IP);
    expect(first("0323", "0800")).toBe(OUTCOME_NOT_IP);
    expect(second("0338", "0800")).toBe(OUTCOME_NOT_IP);
    expect(second("0323", "0800")).toBe(OUTCOME_NOT_IP);
  });

  it("is truncated within 16 and 20 octets", () => {
    write("0000 0001 0006 0200000000010000 0806");
    for (let size = 0; size < 16; size++) {
      forget();
      assert(sll(frame, start, start + size) == OUTCOME_TRUNCATED, size.toString());
    }
    expect(sll(frame, start, start + 16)).toBe(OUTCOME_NOT_IP);

    write("0806 0000 00000002 0001 00 06 0200000000010000");
    for (let size = 0; size < 20; size++) {
      forget();
      assert(sll2(frame, start, start + size) == OUTCOME_TRUNCATED, size.toString());
    }
    expect(sll2(frame, start, start + 20)).toBe(OUTCOME_NOT_IP);
  });
});
