import { cryptoAt, cryptoEnd, cryptoOffset, holdsInitial, nextCrypto } from "../../../assembly/app/quic";
import { damaged, random, seed } from "../helper/mutation";
import { hex, Octets } from "../helper/octets";
import { beforeWall, wall } from "../helper/wall";

const ROUNDS: i32 = 20000;

/** All CRYPTO frames, as offset:data in hex. */
function frames(octets: Octets, size: i32 = octets.size): string {
  const start = beforeWall(octets, size);
  let texts = "";
  for (let at = nextCrypto(start, wall()); at != 0; at = nextCrypto(at, wall())) {
    assert(start < cryptoAt && cryptoAt <= cryptoEnd && cryptoEnd <= wall() && at == cryptoEnd, "outside");
    if (texts.length > 0) texts += " ";
    texts += cryptoOffset.toString() + ":";
    for (let octet = cryptoAt; octet < cryptoEnd; octet++) texts += load<u8>(octet).toString(16);
  }
  return texts;
}

function framesOf(digits: string): string {
  return frames(hex(digits));
}

function initial(first: u32, version: string): Octets {
  return new Octets().u8(first).hex(version).u8(8).fill(0x11, 40);
}

/** A packet of 0-RTT of 20 octets behind its header. */
function zeroRtt(first: u32, version: string): Octets {
  return new Octets().u8(first).hex(version).u8(8).fill(0x11, 8).u8(0).u16(0x4014).fill(0x22, 20);
}

function behind(before: Octets, last: Octets): Octets {
  return new Octets().append(before).append(last);
}

function isRead(octets: Octets): bool {
  return holdsInitial(beforeWall(octets), wall());
}

const ALL =
  "00 01 00" + // PADDING, PING
  "06 00 02 abcd" +
  "02 4064 00 02 05 01 02 03 04" + // ACK, two ranges behind the first
  "06 4010 03 111213" +
  "03 05 00 00 05 01 02 03" + // ACK with ECN counts
  "06 80000400 4001 99" +
  "01 06 c000000100000000 00" +
  "00000000";

describe("the frames of an Initial", () => {
  it("are passed over up to each CRYPTO", () => {
    expect(framesOf(ALL)).toBe("0:abcd 16:111213 1024:99 4294967296:");
  });

  it("are none where there are no octets, or padding only", () => {
    expect(framesOf("")).toBe("");
    expect(framesOf("00000000 01")).toBe("");
  });

  it("end with one that no Initial holds", () => {
    expect(framesOf("06 00 01 aa 1c 00 00 00 06 01 01 bb")).toBe("0:aa");
    for (let type: u32 = 4; type < 256; type++) {
      if (type == 6) continue;
      const octets = hex("06 00 01 aa").u8(type).hex("06 01 01 bb");
      assert(frames(octets) == "0:aa", type.toString());
    }
    expect(framesOf("06 00 01 aa 06 01 01 bb")).toBe("0:aa 1:bb");
  });

  it("end where one is longer than what is there", () => {
    const octets = hex(ALL);
    // Where CRYPTO frames end.
    const ends = [8, 25, 41, 52];
    const whole = frames(octets).split(" ");
    for (let size = 0; size <= octets.size; size++) {
      let count = 0;
      while (count < ends.length && ends[count] <= size) count++;
      assert(frames(octets, size) == whole.slice(0, count).join(" "), "size " + size.toString());
    }
    expect(framesOf("06 00 03 aabb")).toBe("");
    expect(framesOf("06 00 ffffffffffffffff aabb")).toBe("");
    expect(framesOf("06 00 c0000001 00000002 aabb")).toBe("");
    // Of 2^62 ranges.
    expect(framesOf("02 00 00 ffffffffffffffff 00 00 00 00 06 00 01 aa")).toBe("");
    expect(framesOf("03 00 00 ffffffffffffffff 00 00 00 00 06 00 01 aa")).toBe("");
    expect(framesOf("02 00 00 bfffffff 00 00 00 00 06 00 01 aa")).toBe("");
  });

  it("stay inside, whatever is damaged", () => {
    seed(7);
    let found = 0;
    for (let round = 0; round < ROUNDS; round++) if (frames(damaged(hex(ALL))) != "") found++;
    expect(found).toBeGreaterThan(ROUNDS / 100);
  });
});

describe("an Initial", () => {
  it("is one of a version that is read", () => {
    expect(isRead(initial(0xc3, "00000001"))).toBe(true);
    expect(isRead(initial(0x80, "00000001"))).toBe(true);
    for (let draft: u32 = 0x17; draft <= 0x22; draft++)
      assert(isRead(initial(0xc0, "ff0000" + draft.toString(16))), draft.toString());
    const own = ["faceb001", "faceb002", "faceb00e"];
    for (let k = 0; k < own.length; k++) assert(isRead(initial(0xc0, own[k])), own[k]);
    expect(isRead(initial(0xd0, "6b3343cf"))).toBe(true);
  });

  it("is no other packet", () => {
    expect(isRead(initial(0x43, "00000001"))).toBe(false);
    for (let type: u32 = 1; type < 4; type++) assert(!isRead(initial(0xc0 | (type << 4), "00000001")));
    expect(isRead(initial(0xc0, "6b3343cf"))).toBe(false);
    expect(isRead(initial(0xc0, "00000000"))).toBe(false);
    expect(isRead(initial(0xc0, "0a1a2a3a"))).toBe(false);
    expect(isRead(initial(0xc0, "ff000016"))).toBe(false);
    expect(isRead(initial(0xc0, "54303531"))).toBe(false);
    expect(isRead(initial(0xc0, "ff000023"))).toBe(false);
  });

  it("is not shorter than the least, and its identifier not longer than the longest", () => {
    for (let size = 0; size < 26; size++) {
      const octets = initial(0xc0, "00000001");
      octets.values.length = size;
      assert(!isRead(octets), size.toString());
    }
    const octets = initial(0xc0, "00000001");
    octets.values.length = 26;
    expect(isRead(octets)).toBe(true);
    octets.values[5] = 20;
    expect(isRead(octets)).toBe(true);
    octets.values[5] = 21;
    expect(isRead(octets)).toBe(false);
  });

  it("is found behind 0-RTT, no more than three of them and nothing else", () => {
    expect(isRead(behind(zeroRtt(0xd3, "00000001"), initial(0xc3, "00000001")))).toBe(true);
    expect(isRead(behind(zeroRtt(0xe3, "6b3343cf"), initial(0xd3, "6b3343cf")))).toBe(true);
    expect(isRead(zeroRtt(0xd3, "00000001"))).toBe(false);
    expect(isRead(behind(zeroRtt(0xe3, "00000001"), initial(0xc3, "00000001")))).toBe(false, "Handshake");
    expect(isRead(behind(zeroRtt(0xd3, "0a1a2a3a"), initial(0xc3, "00000001")))).toBe(false);
    const many = new Octets();
    for (let k = 0; k < 3; k++) many.append(zeroRtt(0xd3, "00000001"));
    expect(isRead(behind(many, initial(0xc3, "00000001")))).toBe(true);
    many.append(zeroRtt(0xd3, "00000001"));
    expect(isRead(behind(many, initial(0xc3, "00000001")))).toBe(false);
  });

  it("is not found behind one that lies, or in what is cut", () => {
    const whole = behind(zeroRtt(0xd3, "00000001"), initial(0xc3, "00000001"));
    const first = zeroRtt(0xd3, "00000001").size;
    for (let size = 0; size < first + 26; size++) {
      const octets = new Octets().appendPart(whole, 0, size);
      assert(!isRead(octets), size.toString());
    }
    // The size of its second identifier, and its Length.
    whole.values[14] = 21;
    expect(isRead(whole)).toBe(false);
    whole.values[14] = 0;
    whole.values[15] = 0x7f;
    expect(isRead(whole)).toBe(false);
  });

  it("is looked for in what is there", () => {
    seed(8);
    const octets = new Octets();
    for (let round = 0; round < ROUNDS; round++) {
      octets.values.length = 0;
      octets.fill(random(256), <i32>random(60));
      isRead(octets);
    }
    let found = 0;
    for (let round = 0; round < ROUNDS; round++)
      if (isRead(damaged(behind(zeroRtt(0xd3, "00000001"), initial(0xc3, "00000001"))))) found++;
    expect(found).toBeGreaterThan(ROUNDS / 100);
  });
});
