import { be16, be32, be48, be64, isSame } from "../../../assembly/wire/octets";
import { start, write } from "../helper/frame";

describe("octets", () => {
  it("reads network byte order at any alignment", () => {
    write("00 f1f2f3f4f5f6f7f8");
    expect(be16(start + 1)).toBe(0xf1f2);
    expect(be32(start + 1)).toBe(0xf1f2f3f4);
    expect(be48(start + 1)).toBe(0xf1f2f3f4f5f6);
    expect(be64(start + 1)).toBe(0xf1f2f3f4f5f6f7f8);
  });

  it("are the same in two places, or differ in any of them", () => {
    const left = start;
    const right = start + 101;
    for (let size: u32 = 0; size <= 33; size++) {
      memory.fill(left, 0x11, 200);
      memory.fill(left + size, 0x22, 1);
      memory.fill(right + size, 0x33, 1);
      assert(isSame(left, right, size), size.toString());
      for (let k: u32 = 0; k < size; k++) {
        store<u8>(right + k, 0x91);
        assert(!isSame(left, right, size), size.toString() + " " + k.toString());
        store<u8>(right + k, 0x11);
      }
    }
  });
});
