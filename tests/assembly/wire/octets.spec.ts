import { be16, be32, be48, be64 } from "../../../assembly/wire/octets";
import { start, write } from "../helper/frame";

describe("octets", () => {
  it("reads network byte order at any alignment", () => {
    write("00 f1f2f3f4f5f6f7f8");
    expect(be16(start + 1)).toBe(0xf1f2);
    expect(be32(start + 1)).toBe(0xf1f2f3f4);
    expect(be48(start + 1)).toBe(0xf1f2f3f4f5f6);
    expect(be64(start + 1)).toBe(0xf1f2f3f4f5f6f7f8);
  });
});
