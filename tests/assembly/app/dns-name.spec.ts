import { DNS_TEXT_SIZE } from "../../../assembly/abi";
import {
  hasRoomForNames,
  isSameName,
  NAME_TEXT_MAX,
  nameText,
  nameTextSize,
  openMessage,
  passName,
  readName,
} from "../../../assembly/app/dns-name";
import { hex, labels, name, textAt } from "../helper/dns";
import { append, repeat, start, write } from "../helper/frame";
import { naiveName } from "../helper/naive-name";

/** More than a pointer reaches. */
const FAR: u32 = 0x4000;
const far: usize = memory.data(FAR + 64);

/** A label of `size` octets. */
function label(size: u32): string {
  return hex(size, 1) + "61".repeat(size);
}

/** Reads the name at an offset of what `write` wrote, a new message; its text, or "broken". */
function read(offset: u32, end: usize): string {
  openMessage(start);
  return next(offset, end);
}

/** The same in the message that is being read. */
function next(offset: u32, end: usize): string {
  return readName(start + offset, end) == 0 ? "broken" : textAt(nameText, nameTextSize);
}

describe("a name", () => {
  it("is labels joined by dots, without one at the end", () => {
    const end = write(name("www.example.com") + "ff");
    expect(read(0, end)).toBe("www.example.com");
    openMessage(start);
    expect(readName(start, end)).toBe(end - 1);
    expect(read(0, write("00"))).toBe("");
    expect(read(0, write(name("a")))).toBe("a");
  });

  it("stands for one name only", () => {
    expect(read(0, write("07 4120612e5c7f80 024f4b 00"))).toBe("a\\032a\\046\\092\\127\\128.ok");
    expect(read(0, write("01 61 01 62 00"))).toBe("a.b");
    expect(read(0, write("03 61 2e 62 00"))).toBe("a\\046b");
  });

  it("is read alike whatever the lengths of its labels, and what is in them", () => {
    const octets = ["61", "5a", "2d", "2e", "5c", "00", "7f", "c4", "20", "7e"];
    for (let size: u32 = 1; size <= 63; size++) {
      for (let k = 0; k < octets.length; k++) {
        for (let place: u32 = 0; place < size; place += 1 + size / 9) {
          const text = "4b".repeat(place) + octets[k] + "4b".repeat(size - 1 - place);
          const end = write(hex(size, 1) + text + labels("Com") + "00 ffffffffffffffff");
          const found = read(0, end);
          assert(found == naiveName(start, 0, <u32>(end - start)), found);
        }
      }
    }
  });

  it("has 255 octets and not more", () => {
    const three = label(63) + label(63) + label(63);
    const text = "a".repeat(63);
    const end = write(three + label(61) + "00");
    expect(end - start).toBe(255);
    expect(read(0, end)).toBe(text + "." + text + "." + text + "." + "a".repeat(61));
    expect(read(0, write(three + label(62) + "00"))).toBe("broken");
    expect(read(0, repeat(write(""), "0161", 127) + 1)).toBe("broken", "the root's octet is not zero");
    expect(read(0, append(repeat(write(""), "0161", 127), "00"))).toBe("a" + ".a".repeat(126));
    expect(read(0, append(repeat(write(""), "0161", 128), "00"))).toBe("broken");
  });

  it("has 255 octets and not more over pointers, to names that were read and to others", () => {
    // 2 x 64 + 62 + 1 octets, then 64 and a pointer: 255.
    const end = write(
      label(63) + label(63) + label(61) + "00" + label(63) + "c000" + label(62) + "01 62 c000",
    );
    const second: u32 = 191;
    const third = second + 66;
    assert(read(second, end).length == 253);
    expect(read(third, end)).toBe("broken");
    assert(read(0, end).length == 189);
    assert(next(second, end).length == 253);
    expect(next(third, end)).toBe("broken");
  });

  it("has labels of 63 octets and not more", () => {
    expect(read(0, write(label(63) + "00"))).toBe("a".repeat(63));
    expect(read(0, write("40" + "61".repeat(64) + "00"))).toBe("broken");
    expect(read(0, write("4161 00"))).toBe("broken");
    expect(read(0, write("80 00"))).toBe("broken");
    expect(read(0, write("bf 00"))).toBe("broken");
  });

  it("is broken where it is cut", () => {
    const hexes = name("www.example.com") + labels("mail") + "c004";
    const whole = write(hexes);
    for (let end = start; end < start + 17; end++) assert(read(0, end) == "broken");
    for (let end = start + 17; end < whole; end++) {
      assert(read(0, end) == "www.example.com");
      assert(next(17, end) == "broken");
    }
    expect(read(0, whole)).toBe("www.example.com");
    expect(next(17, whole)).toBe("mail.example.com");
  });

  it("has all its octets before the end", () => {
    write(name("example.com") + "c000");
    openMessage(start);
    expect(readName(start, start + 12)).toBe(0);
    openMessage(start);
    expect(readName(start + 13, start + 14)).toBe(0);
    expect(readName(start + 13, start + 15)).toBe(start + 15);
  });
});

describe("pointers", () => {
  it("share the texts of names that were read", () => {
    const end = write(name("www.example.com") + "c000 c004" + labels("mail") + "c004 c015");
    expect(read(0, end)).toBe("www.example.com");
    const first = nameText;
    expect(next(17, end)).toBe("www.example.com");
    expect(nameText).toBe(first);
    expect(next(19, end)).toBe("example.com");
    expect(nameText).toBe(first + 4);
    expect(next(21, end)).toBe("mail.example.com");
    expect(next(28, end)).toBe("mail.example.com");
  });

  it("say the same where nothing was read", () => {
    const end = write(name("www.example.com") + "c000 c004" + labels("mail") + "c004 c015");
    expect(read(28, end)).toBe("mail.example.com");
    expect(read(21, end)).toBe("mail.example.com");
    expect(read(19, end)).toBe("example.com");
    expect(read(17, end)).toBe("www.example.com");
  });

  it("forget the names of other messages", () => {
    expect(read(0, write(name("www.example.com")))).toBe("www.example.com");
    const end = write(name("ftp.exampel.org") + "c000 c004");
    expect(read(19, end)).toBe("exampel.org");
    expect(read(17, end)).toBe("ftp.exampel.org");
  });

  it("lead back only", () => {
    expect(read(0, write("c000"))).toBe("broken", "to itself");
    expect(read(0, write("c002 0161 00"))).toBe("broken", "forward");
    expect(read(0, write("c100 0161 00"))).toBe("broken", "out of the message");
    expect(read(2, write("c002 c000"))).toBe("broken", "to each other");
    expect(read(0, write("0161 c000"))).toBe("broken", "to its own first label");
    expect(read(2, write("0161 0162 c002 00"))).toBe("broken", "to its own start");
    expect(read(3, write("0161 00 0162 c004"))).toBe("broken", "into itself");
    expect(read(2, write("0161 c000"))).toBe("broken", "to labels that run into it again");
    expect(read(3, write("0161 00 c000"))).toBe("a");
  });

  it("may lead to the root, to another pointer, into the header, into a label", () => {
    expect(read(3, write("0161 00 c002"))).toBe("");
    const end = write(name("example.com") + "c000 c00d c00f");
    expect(read(17, end)).toBe("example.com");
    expect(read(6, write("0001 62 00 6161 c001"))).toBe("b");
    expect(read(7, write("05 0162006161 00 c001"))).toBe("b");
  });

  it("may be 127 in a row", () => {
    let hexes = name("a") + "c000";
    for (let k: u32 = 1; k < 130; k++) hexes += hex(0xc000 | (1 + 2 * k), 2);
    const end = write(hexes);
    const at = (pointers: u32): u32 => 1 + 2 * pointers;
    expect(read(at(1), end)).toBe("a");
    expect(read(at(127), end)).toBe("a");
    expect(read(at(128), end)).toBe("broken");
  });

  it("do not remember a broken name", () => {
    const end = write("0161 0162 4100 c002 c000");
    expect(read(0, end)).toBe("broken");
    expect(next(6, end)).toBe("broken");
    expect(next(8, end)).toBe("broken");
  });

  it("do not reach beyond 16,383, and names there are read", () => {
    const end = far + FAR + 64;
    memory.fill(far, 0, FAR + 64);
    memory.copy(far + FAR, start, append(write(""), name("example.com")) - start);
    openMessage(far);
    const after = readName(far + FAR, end);
    expect(after).toBe(far + FAR + 13);
    expect(textAt(nameText, nameTextSize)).toBe("example.com");
    // A label noted by its offset modulo 16,384 would be this pointer's.
    store<u16>(after, 0x00c0);
    expect(readName(after, end)).toBe(after + 2);
    expect(textAt(nameText, nameTextSize)).toBe("");
  });
});

describe("the text area", () => {
  it("has room as long as the longest names fit", () => {
    // Four labels of 63, 63, 63 and 61 octets, each four characters long: no name has a longer text.
    const three = "3f" + "00".repeat(63) + "3f" + "00".repeat(63) + "3f" + "00".repeat(63);
    const end = write(three + "3d" + "00".repeat(61) + "00");
    openMessage(start);
    let names: u32 = 0;
    for (; hasRoomForNames(1); names++) assert(readName(start, end) == end);
    expect(nameTextSize).toBe(1003);
    expect(nameTextSize).toBeLessThan(NAME_TEXT_MAX);
    expect(names).toBeGreaterThan(DNS_TEXT_SIZE / NAME_TEXT_MAX - 2);
    expect(nameText + nameTextSize).toBeLessThan(DNS_TEXT_SIZE + 1);
    expect(hasRoomForNames(0)).toBe(true);
  });

  it("holds more labels than are remembered", () => {
    // 20 names of 100 labels; the last ones are read again at each pointer.
    const hexes = "0161".repeat(100) + "00";
    let end = write("");
    for (let k = 0; k < 20; k++) end = append(end, hexes);
    end = append(end, hex(0xc000 + 19 * 201, 2));
    openMessage(start);
    for (let k: u32 = 0; k < 20; k++) assert(readName(start + 201 * k, end) == start + 201 * (k + 1));
    expect(next(20 * 201, end)).toBe("a" + ".a".repeat(99));
  });
});

describe("passing over a name", () => {
  it("takes its own octets", () => {
    const end = write(name("example.com") + labels("www") + "c000 ff");
    expect(passName(start, end)).toBe(start + 13);
    expect(passName(start + 13, end)).toBe(start + 19);
    expect(passName(start + 19, end)).toBe(0, "half a pointer");
    expect(passName(start, start + 12)).toBe(0);
    expect(passName(start + 13, start + 18)).toBe(0);
    expect(passName(end, end)).toBe(0);
    expect(passName(start, write("4000"))).toBe(0);
  });
});

describe("the same name", () => {
  it("has the same text, wherever that is", () => {
    const long = "an-example-of-a-long-name.example.com";
    const end = write(name(long) + name(long.toUpperCase()) + name("an-example-of-a-long-name.example.con"));
    const size = <u32>long.length + 2;
    assert(read(0, end) == long);
    const first = nameText;
    assert(next(size, end) == long);
    const second = nameText;
    assert(next(2 * size, end) != long);
    expect(second).not.toBe(first);
    expect(isSameName(first, size - 2, first, size - 2)).toBe(true);
    expect(isSameName(first, size - 2, second, size - 2)).toBe(true);
    expect(isSameName(first, size - 2, nameText, size - 2)).toBe(false);
    expect(isSameName(first, size - 2, second, size - 3)).toBe(false);
    expect(isSameName(first, 8, nameText, 8)).toBe(true);
    expect(isSameName(first, 7, nameText + 1, 7)).toBe(false);
  });
});
