import {
  ESCAPED_SIZE_MAX,
  isUnescaped,
  lowerCase,
  lowerCaseWord,
  writeEscaped,
  writeText,
} from "../../../assembly/app/escape";
import { find } from "../../../assembly/app/word";

const place: usize = memory.data(8);

function written(octet: u32): string {
  return String.UTF8.decodeUnsafe(place, writeText(octet, place) - place);
}

describe("escape", () => {
  it("keeps visible ASCII, in lower case, but for the backslash", () => {
    for (let octet: u32 = 0; octet < 256; octet++) {
      const text = written(octet);
      if (octet < 0x21 || octet > 0x7e || octet == 0x5c) {
        assert(text == "\\" + octet.toString().padStart(3, "0"), text);
        assert(text.length == <i32>ESCAPED_SIZE_MAX, text);
      } else assert(text == String.fromCharCode(octet).toLowerCase(), text);
    }
    expect(written(0x41)).toBe("a");
    expect(written(0x5a)).toBe("z");
    expect(written(0x40)).toBe("@");
    expect(written(0x5b)).toBe("[");
    expect(written(0x5c)).toBe("\\092");
    expect(written(0xff)).toBe("\\255");
  });

  it("is the same for eight octets as for one", () => {
    const neighbours: u64[] = [0x21, 0x2d, 0x2f, 0x40, 0x41, 0x5a, 0x5b, 0x5d, 0x61, 0x7a, 0x7e];
    for (let octet: u64 = 0; octet < 256; octet++) {
      const isPlain = octet >= 0x21 && octet <= 0x7e && octet != 0x5c && octet != 0x2e;
      for (let k = 0; k < neighbours.length; k++) {
        const others = neighbours[k] * 0x0101010101010101;
        const lower = <u64>lowerCase(<u32>neighbours[k]) * 0x0101010101010101;
        for (let shift: u64 = 0; shift < 64; shift += 8) {
          const mask = ~((<u64>0xff) << shift);
          const word = (others & mask) | (octet << shift);
          assert((isUnescaped(word) && find(word, 0x2e) == 0) == isPlain, word.toString(16));
          if (!isPlain) continue;
          const expected = (lower & mask) | ((<u64>lowerCase(<u32>octet)) << shift);
          assert(lowerCaseWord(word) == expected, word.toString(16));
        }
      }
    }
  });

  it("escapes what it is told to", () => {
    expect(String.UTF8.decodeUnsafe(place, writeEscaped(0x2e, place) - place)).toBe("\\046");
    expect(lowerCase(0xc4)).toBe(0xc4);
  });
});
