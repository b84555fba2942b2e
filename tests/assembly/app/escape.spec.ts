import { ESCAPED_SIZE_MAX, lowerCase, writeEscaped, writeText } from "../../../assembly/app/escape";

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

  it("escapes what it is told to", () => {
    expect(String.UTF8.decodeUnsafe(place, writeEscaped(0x2e, place) - place)).toBe("\\046");
    expect(lowerCase(0xc4)).toBe(0xc4);
  });
});
