import { lineFeed } from "../../../assembly/app/line";
import { Octets } from "../helper/octets";
import { beforeWall, wall } from "../helper/wall";

describe("line", () => {
  it("ends at the first LF, wherever it stands", () => {
    for (let size = 0; size < 40; size++) {
      for (let feed = 0; feed <= size; feed++) {
        const octets = new Octets().fill(0x41, size);
        if (feed < size) octets.values[feed] = 0x0a;
        if (feed + 1 < size) octets.values[feed + 1] = 0x0a;
        const at = beforeWall(octets);
        assert(lineFeed(at, wall()) == at + feed, size.toString() + ", " + feed.toString());
      }
    }
    expect(true).toBe(true);
  });

  it("ends at no other octet, whatever its neighbours", () => {
    for (let octet: u32 = 0; octet < 256; octet++) {
      if (octet == 0x0a) continue;
      const octets = new Octets().fill(octet, 8).hex("0b 8a 09 0a 0b 0b 0a 0a");
      const at = beforeWall(octets);
      assert(lineFeed(at, wall()) == at + 11, octet.toString());
    }
    expect(true).toBe(true);
  });

  it("sees nothing behind its end", () => {
    const at = beforeWall(new Octets().fill(0x41, 16).fill(0x0a, 16));
    for (let size = 0; size <= 16; size++) assert(lineFeed(at, at + size) == at + size, size.toString());
    expect(lineFeed(at, at + 17)).toBe(at + 16);
  });
});
