import { isEch } from "../../../assembly/app/client-hello";
import { datagram } from "../../../assembly/app/dtls";
import { NAME_FOUND, NAME_NONE } from "../../../assembly/app/result";
import { datagramBody, datagramOf, ech, extension, GREASE, serverName } from "../helper/client-hello";
import { hex, Octets } from "../helper/octets";
import { findsAt, raw, read } from "../helper/wall";

/** OpenSSL 3.0, DTLS 1.2. */
const OPENSSL =
  "16feff000000000000000000a70100009b000000000000009bfefdb54ba19d2b07781238348489c5036119dbd7101fd9cbefbd2f07f86e" +
  "68c5a65200000004c02f00ff0100006d00000017001500001263616d6572612e6578616d706c652e6e6574000b000403000102000a" +
  "000c000a001d0017001e00190018002300000016000000170000000d002a0028040305030603080708080809080a080b0804080508" +
  "06040105010601030303010302040205020602";

const NAME = "camera.example.net";

function good(): Octets {
  return datagramOf(datagramBody(serverName(NAME).append(extension(GREASE, 1)), 20));
}

/** A good datagram with other octets at `at`. */
function changed(at: i32, digits: string): Octets {
  const octets = good();
  const others = hex(digits);
  for (let k = 0; k < others.size; k++) octets.values[at + k] = others.values[k];
  return octets;
}

const TYPE: i32 = 0;
const VERSION: i32 = 1;
const EPOCH: i32 = 3;
const RECORD_LENGTH: i32 = 11;
const MESSAGE_TYPE: i32 = 13;
const MESSAGE_LENGTH: i32 = 14;
const MESSAGE_SEQUENCE: i32 = 17;
const FRAGMENT_OFFSET: i32 = 19;
const FRAGMENT_LENGTH: i32 = 22;
const HELLO_VERSION: i32 = 25;
const COOKIE_LENGTH: i32 = 60;

describe("a DTLS datagram", () => {
  it("names the server when it is whole", () => {
    let octets = hex(OPENSSL);
    findsAt(datagram, octets, octets.size, NAME_NONE, NAME);
    octets = good();
    findsAt(datagram, octets, octets.size, NAME_NONE, NAME);
    expect(isEch).toBe(false);
  });

  it("may go on behind the hello's record", () => {
    const octets = good();
    const size = octets.size;
    findsAt(datagram, octets.hex("16 fefd 0000"), size, NAME_NONE, NAME);
  });

  it("carries a cookie of any size", () => {
    for (let size = 0; size < 256; size++) {
      const octets = datagramOf(datagramBody(serverName(NAME), size));
      assert(read(datagram, octets) == NAME_FOUND && raw() == NAME, size.toString());
    }
    expect(read(datagram, changed(COOKIE_LENGTH, "13"))).toBe(NAME_NONE);
    expect(read(datagram, changed(COOKIE_LENGTH, "15"))).toBe(NAME_NONE);
    expect(read(datagram, changed(COOKIE_LENGTH, "ff"))).toBe(NAME_NONE);
    expect(read(datagram, changed(COOKIE_LENGTH, "00"))).toBe(NAME_NONE);
  });

  it("is of any DTLS version, the second hello as well as the first", () => {
    expect(read(datagram, changed(VERSION, "fefd"))).toBe(NAME_FOUND);
    expect(read(datagram, changed(VERSION, "fefc"))).toBe(NAME_FOUND);
    expect(read(datagram, changed(HELLO_VERSION, "feff"))).toBe(NAME_FOUND);
    expect(read(datagram, changed(MESSAGE_SEQUENCE, "0001"))).toBe(NAME_FOUND);
    expect(read(datagram, changed(VERSION, "0303"))).toBe(NAME_NONE);
    expect(read(datagram, changed(HELLO_VERSION, "0303"))).toBe(NAME_NONE);
  });

  it("says nothing where it is something else", () => {
    expect(read(datagram, hex(""))).toBe(NAME_NONE);
    expect(read(datagram, changed(TYPE, "17"))).toBe(NAME_NONE);
    expect(read(datagram, changed(EPOCH, "0001"))).toBe(NAME_NONE);
    expect(read(datagram, changed(MESSAGE_TYPE, "02"))).toBe(NAME_NONE);
  });

  it("says nothing where it holds a part of the hello", () => {
    expect(read(datagram, changed(FRAGMENT_OFFSET, "000001"))).toBe(NAME_NONE);
    expect(read(datagram, changed(FRAGMENT_OFFSET, "010000"))).toBe(NAME_NONE);
    expect(read(datagram, changed(FRAGMENT_LENGTH, "000010"))).toBe(NAME_NONE);
    expect(read(datagram, changed(MESSAGE_LENGTH, "000100"))).toBe(NAME_NONE);
  });

  it("says nothing where a length lies", () => {
    const length = good().size - 25;
    expect(read(datagram, changed(RECORD_LENGTH, "0000"))).toBe(NAME_NONE);
    expect(read(datagram, changed(RECORD_LENGTH, "ffff"))).toBe(NAME_NONE);
    for (let difference = -1; difference <= 1; difference += 2) {
      const octets = good();
      octets.values[RECORD_LENGTH + 1] += <u8>difference;
      assert(read(datagram, octets) == NAME_NONE, "of the record");
      const both = good();
      both.values[MESSAGE_LENGTH + 2] = <u8>(length + difference);
      assert(read(datagram, both) == NAME_NONE, "of the message");
      both.values[FRAGMENT_LENGTH + 2] = <u8>(length + difference);
      assert(read(datagram, both) == NAME_NONE, "of the message and its fragment");
    }
    expect(length).toBeLessThan(255);
  });

  it("says nothing in any shorter record, whatever that says of its length", () => {
    const octets = good();
    for (let size = 13; size < octets.size; size++) {
      octets.values[RECORD_LENGTH + 1] = <u8>(size - 13);
      assert(read(datagram, octets, size) == NAME_NONE, size.toString());
    }
    expect(octets.size).toBeLessThan(255);
  });

  it("tells an encrypted hello", () => {
    expect(read(datagram, datagramOf(datagramBody(serverName(NAME).append(ech(0)), 0)))).toBe(NAME_FOUND);
    expect(isEch).toBe(true);
    expect(read(datagram, hex("16 feff"))).toBe(NAME_NONE);
    expect(isEch).toBe(false);
  });
});
