import { isEch } from "../../../assembly/app/client-hello";
import { NAME_FOUND, NAME_MORE, NAME_NONE, nameAt } from "../../../assembly/app/result";
import { HELLO_MAX, handshake, hello, isTls, records } from "../../../assembly/app/tls";
import {
  body,
  bodyOf,
  ECH,
  ESNI,
  ech,
  entry,
  extension,
  extensionOf,
  GREASE,
  handshakeOf,
  PADDING,
  recordOf,
  recordsOf,
  SERVER_NAME,
  serverName,
} from "../helper/client-hello";
import { hex, Octets, text } from "../helper/octets";
import { beforeWall, findsAt, raw, read, readWhole, wall } from "../helper/wall";

/** OpenSSL 3.0 as Node 20 uses it: TLS 1.3 only, and TLS 1.2 only without a session. */
const OPENSSL_13 =
  "16030100f8010000f40303ea8797f77ee384c2008e32f2789033c687b220edcb6f8f4fe58cd201e66ef5b82005add4a70007154f5d" +
  "cbbb209fea32a9602458e4cb1581ea6f3946172a6f37f2000813021303130100ff010000a3000000180016000013557064617465732e" +
  "4578616d706c652e636f6d000b000403000102000a00160014001d0017001e00190018010001010102010301040023000000160000" +
  "00170000000d001e001c040305030603080708080809080a080b080408050806040105010601002b0003020304002d000201010033" +
  "00260024001d00205a44ea3d997f86f535501f2084574383f4eec0dfff30861f3421531e0428ae2f";
const OPENSSL_12 =
  "160301009f0100009b0303e1a86e8382991c0a587536f3f9044cd8e219af13df2a120a399c4b17103046c5000004c02f00ff0100006e" +
  "000000180016000013557064617465732e4578616d706c652e636f6d000b000403000102000a000c000a001d0017001e0019001800" +
  "2300000016000000170000000d002a0028040305030603080708080809080a080b08040805080604010501060103030301030204020" +
  "5020602";

const NAME = "www.example.com";

function named(): Octets {
  return new Octets()
    .append(extension(GREASE, 0))
    .append(serverName(NAME))
    .append(extension(GREASE, 1))
    .append(extension(43, 7));
}

// Where the lengths of `recordOf(named())` stand.
const RECORD_LENGTH: i32 = 3;
const HANDSHAKE_LENGTH: i32 = 6;
const SESSION_ID_LENGTH: i32 = 43;
const CIPHER_SUITES_LENGTH: i32 = 76;
const COMPRESSION_LENGTH: i32 = 82;
const EXTENSIONS_LENGTH: i32 = 84;
const FIRST_GREASE_LENGTH: i32 = 88;
const SERVER_NAME_LENGTH: i32 = 92;
const LIST_LENGTH: i32 = 94;
const NAME_TYPE: i32 = 96;
const NAME_LENGTH: i32 = 97;
const SECOND_GREASE_LENGTH: i32 = 116;
const LAST_LENGTH: i32 = 121;

function lengthAt(octets: Octets, at: i32, size: i32): u32 {
  let length: u32 = 0;
  for (let k = 0; k < size; k++) length = (length << 8) | octets.values[at + k];
  return length;
}

/** A good record in which the length at `at`, of `size` octets, says `length`. */
function lying(at: i32, size: i32, length: u32): Octets {
  const octets = recordOf(named());
  for (let k = 0; k < size; k++) octets.values[at + k] = <u8>(length >> ((size - 1 - k) << 3));
  return octets;
}

/** Asserts that a length one too small or too large, the largest and 0 end without a name. */
function refusesLies(at: i32, size: i32, length: u32): void {
  const what = "length at " + at.toString();
  assert(lengthAt(recordOf(named()), at, size) == length, what);
  assert(read(records, lying(at, size, length - 1)) == NAME_NONE, what + ", less");
  assert(read(records, lying(at, size, length + 1)) == NAME_NONE, what + ", more");
  assert(read(records, lying(at, size, u32.MAX_VALUE)) == NAME_NONE, what + ", largest");
  if (length > 0) assert(read(records, lying(at, size, 0)) == NAME_NONE, what + ", 0");
}

/** What extensions say, in one record. */
function outcome(extensions: Octets): u32 {
  return read(records, recordOf(extensions));
}

function nameOf(extensions: Octets): string {
  return outcome(extensions) == NAME_FOUND ? raw() : "";
}

describe("a TLS stream", () => {
  it("names its server with the last octet of the ClientHello", () => {
    let octets = hex(OPENSSL_13);
    findsAt(records, octets, octets.size, NAME_MORE, "Updates.Example.com");
    expect(isEch).toBe(false);
    octets = hex(OPENSSL_12);
    findsAt(records, octets, octets.size, NAME_MORE, "Updates.Example.com");
    octets = recordOf(named());
    findsAt(records, octets, octets.size, NAME_MORE, NAME);
  });

  it("goes on behind the ClientHello with anything", () => {
    const octets = recordOf(named());
    const size = octets.size;
    octets.hex("17 0303 ffff 00");
    findsAt(records, octets, size, NAME_MORE, NAME);
    const messages = handshakeOf(body(named()));
    const end = messages.size + 5;
    findsAt(records, recordsOf(messages.fill(0xee, 20), 4096), end, NAME_MORE, NAME);
  });

  it("is read where it lies when one record holds the hello", () => {
    const octets = recordOf(named());
    const at = beforeWall(octets);
    expect(records(at, wall())).toBe(NAME_FOUND);
    expect(nameAt).toBe(at + NAME_LENGTH + 2);
  });

  it("spreads the hello over records of any size", () => {
    const messages = handshakeOf(body(named()));
    for (let size = 1; size < messages.size; size++) {
      const octets = recordsOf(messages, size).hex("17 0303 0001 00");
      const last = octets.size - 6;
      // Every prefix for a few sizes, the decisive ones for all.
      if (size < 4 || size == 100) findsAt(records, octets, last, NAME_MORE, NAME);
      assert(read(records, octets, last - 1) == NAME_MORE, size.toString());
      assert(read(records, octets, last) == NAME_FOUND && raw() == NAME, size.toString());
      assert(read(records, octets) == NAME_FOUND && raw() == NAME, size.toString());
      assert(nameAt >= hello && nameAt < hello + HELLO_MAX, "in the copy");
    }
    expect(messages.size).toBe(125);
  });

  it("changes its record version as it likes within TLS", () => {
    for (let minor = 0; minor < 256; minor++) {
      const octets = recordOf(named());
      octets.values[2] = <u8>minor;
      assert(read(records, octets) == NAME_FOUND, minor.toString());
    }
    const octets = recordOf(named());
    octets.values[1] = 2;
    expect(read(records, octets)).toBe(NAME_NONE);
  });

  it("is refused as early as what is there allows", () => {
    expect(read(records, hex(""))).toBe(NAME_MORE);
    for (let first: u32 = 0; first < 256; first++) {
      const octets = new Octets().u8(first);
      assert(read(records, octets) == (first == 22 ? NAME_MORE : NAME_NONE), first.toString());
    }
    expect(read(records, hex("16 02"))).toBe(NAME_NONE);
    expect(read(records, hex("16 0301 0000"))).toBe(NAME_NONE, "an empty record");
    expect(read(records, hex("16 0301 4800"))).toBe(NAME_MORE, "2^14 + 2048");
    expect(read(records, hex("16 0301 4801"))).toBe(NAME_NONE, "one more");
    expect(read(records, hex("16 0301 0100 02"))).toBe(NAME_NONE, "a ServerHello");
    expect(read(records, hex("14 0303 0001 01"))).toBe(NAME_NONE, "ChangeCipherSpec");
    expect(read(records, hex("15 0303 0002 0100"))).toBe(NAME_NONE, "an alert");
    expect(read(records, text("GET / HTTP/1.1"))).toBe(NAME_NONE);
  });

  it("is refused where another record comes between", () => {
    const messages = handshakeOf(body(named()));
    for (let size = 1; size < messages.size; size += 13) {
      const octets = recordsOf(new Octets().appendPart(messages, 0, size), size);
      const end = octets.size;
      const rest = recordsOf(new Octets().appendPart(messages, size, messages.size), 4096);
      octets.hex("15 0303 0002 0100").append(rest);
      assert(read(records, octets, end) == NAME_MORE, "before");
      assert(read(records, octets, end + 1) == NAME_NONE, "an alert");
      octets.values[end] = 22;
      octets.values[end + 4] = 0;
      assert(read(records, octets) == NAME_NONE, "an empty record");
    }
    expect(isEch).toBe(false);
  });

  it("is refused where a length lies", () => {
    refusesLies(SESSION_ID_LENGTH, 1, 32);
    refusesLies(CIPHER_SUITES_LENGTH, 2, 4);
    refusesLies(COMPRESSION_LENGTH, 1, 1);
    refusesLies(EXTENSIONS_LENGTH, 2, 44);
    refusesLies(FIRST_GREASE_LENGTH, 2, 0);
    refusesLies(SERVER_NAME_LENGTH, 2, 20);
    refusesLies(LIST_LENGTH, 2, 18);
    refusesLies(NAME_LENGTH, 2, 15);
    refusesLies(SECOND_GREASE_LENGTH, 2, 1);
    refusesLies(LAST_LENGTH, 2, 7);
    expect(recordOf(named()).values[NAME_TYPE]).toBe(0);
  });

  it("waits for what an outer length announces", () => {
    const whole = recordOf(named()).size;
    expect(read(records, lying(RECORD_LENGTH, 2, whole - 5 + 1))).toBe(NAME_FOUND, "more messages to come");
    expect(read(records, lying(RECORD_LENGTH, 2, whole - 5 - 1))).toBe(NAME_NONE, "the rest is no record");
    expect(read(records, lying(RECORD_LENGTH, 2, 0))).toBe(NAME_NONE);
    expect(read(records, lying(RECORD_LENGTH, 2, 0xffff))).toBe(NAME_NONE);
    expect(read(records, lying(HANDSHAKE_LENGTH, 3, whole - 9 + 1))).toBe(NAME_MORE);
    expect(read(records, lying(HANDSHAKE_LENGTH, 3, whole - 9 - 1))).toBe(NAME_NONE);
    expect(read(records, lying(HANDSHAKE_LENGTH, 3, 0))).toBe(NAME_NONE);
    expect(read(records, lying(HANDSHAKE_LENGTH, 3, 0xffffff))).toBe(NAME_NONE);
  });

  it("says nothing in any shorter hello, whatever that says of its own length", () => {
    const octets = body(named());
    for (let size = 0; size < octets.size; size++) {
      const shorter = recordsOf(handshakeOf(new Octets().appendPart(octets, 0, size)), 4096);
      assert(read(records, shorter) == NAME_NONE, size.toString());
    }
    expect(read(records, recordsOf(handshakeOf(octets), 4096))).toBe(NAME_FOUND);
  });

  it("copies no more than HELLO_MAX, however long a record is", () => {
    const messages = handshakeOf(body(named())).fill(0xee, 18432);
    const octets = recordsOf(new Octets().appendPart(messages, 0, 1), 1);
    octets.append(recordsOf(new Octets().appendPart(messages, 1, 18433), 18432));
    expect(readWhole(records, octets)).toBe(NAME_FOUND);
    expect(raw()).toBe(NAME);
    expect(load<u64>(hello + HELLO_MAX - 8)).toBe(0xeeee_eeee_eeee_eeee);
    expect(load<u64>(hello + HELLO_MAX)).not.toBe(0xeeee_eeee_eeee_eeee);
  });

  it("holds hellos up to HELLO_MAX", () => {
    const fixed = body(serverName(NAME).append(extension(PADDING, 0))).size;
    // In several records, as no single one holds so much with its header; then behind the padding as well.
    const longest = HELLO_MAX - 4 - fixed;
    let messages = handshakeOf(body(serverName(NAME).append(extension(PADDING, longest))));
    expect(messages.size).toBe(HELLO_MAX);
    let octets = recordsOf(messages, 16384);
    expect(read(records, octets)).toBe(NAME_FOUND);
    expect(raw()).toBe(NAME);
    expect(read(records, octets, octets.size - 1)).toBe(NAME_MORE);
    messages = handshakeOf(body(extension(PADDING, longest).append(serverName(NAME))));
    for (let size = 1; size < 17000; size = size * 3 + 1) {
      octets = recordsOf(messages, size);
      assert(readWhole(records, octets) == NAME_FOUND && raw() == NAME, size.toString());
      assert(readWhole(records, octets, octets.size - 1) == NAME_MORE, size.toString());
    }
    octets = recordsOf(handshakeOf(body(serverName(NAME).append(extension(PADDING, longest + 1)))), 16384);
    expect(read(records, octets, 8)).toBe(NAME_MORE);
    expect(read(records, octets, 9)).toBe(NAME_NONE);
    expect(read(records, octets)).toBe(NAME_NONE);
    // The same in one record that is too long for TLS 1.3, but not for TLS 1.2.
    octets = recordsOf(messages, HELLO_MAX);
    expect(read(records, octets)).toBe(NAME_FOUND);
  });
});

describe("a stream of handshake messages", () => {
  it("names its server with the last octet of the ClientHello", () => {
    const octets = handshakeOf(body(named()));
    findsAt(handshake, octets, octets.size, NAME_MORE, NAME);
    findsAt(handshake, octets.copy().hex("16 0301"), octets.size, NAME_MORE, NAME);
  });

  it("is refused where it begins with another message, or one too long", () => {
    for (let type: u32 = 0; type < 256; type++) {
      assert(read(handshake, new Octets().u8(type)) == (type == 1 ? NAME_MORE : NAME_NONE), type.toString());
    }
    expect(read(handshake, new Octets().u8(1).u24(HELLO_MAX - 4))).toBe(NAME_MORE);
    expect(read(handshake, new Octets().u8(1).u24(HELLO_MAX - 3))).toBe(NAME_NONE);
    expect(read(handshake, new Octets().u8(1).u24(0))).toBe(NAME_NONE);
  });
});

describe("the names of a ClientHello", () => {
  it("are none without server_name", () => {
    expect(outcome(extension(GREASE, 3))).toBe(NAME_NONE);
    expect(outcome(new Octets())).toBe(NAME_NONE);
    // TLS 1.0 without extensions: the hello ends behind the compression methods.
    const octets = body(new Octets());
    octets.values.length = octets.size - 2;
    expect(read(records, recordsOf(handshakeOf(octets), 4096))).toBe(NAME_NONE);
  });

  it("are the first of the list, the first of the extensions", () => {
    expect(nameOf(serverName("first").append(serverName("second")))).toBe("first");
    expect(nameOf(extension(SERVER_NAME, 0).append(serverName("second")))).toBe("");
    const two = new Octets().vector(2, entry(0, "first").append(entry(0, "second")));
    expect(nameOf(extensionOf(SERVER_NAME, two))).toBe("first");
    const other = new Octets().vector(2, entry(7, "other").append(entry(0, "host")));
    expect(nameOf(extensionOf(SERVER_NAME, other))).toBe("host");
    expect(nameOf(extensionOf(SERVER_NAME, new Octets().vector(2, entry(7, "other"))))).toBe("");
    const lies = new Octets().vector(2, entry(0, "first").hex("00 0002 61"));
    expect(nameOf(extensionOf(SERVER_NAME, lies))).toBe("");
  });

  it("are none where they are empty", () => {
    expect(outcome(serverName(""))).toBe(NAME_NONE);
    expect(outcome(extensionOf(SERVER_NAME, hex("0000")))).toBe(NAME_NONE);
    expect(outcome(extension(SERVER_NAME, 0))).toBe(NAME_NONE);
    const two = new Octets().vector(2, entry(0, "").append(entry(0, "second")));
    expect(outcome(extensionOf(SERVER_NAME, two))).toBe(NAME_NONE);
  });

  it("are any octets", () => {
    expect(nameOf(serverName("UPPER.Case."))).toBe("UPPER.Case.");
    expect(nameOf(serverName("b\u00c3\u00bccher\0.de"))).toBe("b\u00c3\u00bccher\0.de");
    const long = "a".repeat(3000);
    expect(nameOf(serverName(long))).toBe(long);
  });

  it("stand among GREASE", () => {
    for (let octet: u32 = 0x0a; octet < 256; octet += 16) {
      const value = (octet << 8) | octet;
      const around = extension(value, 0).append(serverName(NAME)).append(extension(value, 1));
      assert(nameOf(around) == NAME, value.toString());
    }
    expect(isEch).toBe(false);
  });

  it("are a front's where the hello holds an encrypted one", () => {
    expect(nameOf(serverName("public.example").append(ech(0)))).toBe("public.example");
    expect(isEch).toBe(true);
    expect(nameOf(ech(0).append(serverName("public.example")))).toBe("public.example");
    expect(isEch).toBe(true);
    expect(outcome(ech(0))).toBe(NAME_NONE);
    expect(isEch).toBe(true);
    expect(outcome(extension(ESNI, 100))).toBe(NAME_NONE);
    expect(isEch).toBe(true);
  });

  it("are the server's where it does not", () => {
    expect(nameOf(serverName(NAME).append(ech(1)))).toBe(NAME, "an inner hello is never seen");
    expect(isEch).toBe(false);
    expect(nameOf(serverName(NAME).append(extension(ECH, 0)))).toBe(NAME);
    expect(isEch).toBe(false);
  });

  it("leave no mark of encryption in what is no hello", () => {
    outcome(serverName("public.example").append(ech(0)));
    expect(read(records, text("GET "))).toBe(NAME_NONE);
    expect(isEch).toBe(false);
    outcome(serverName("public.example").append(ech(0)));
    expect(outcome(ech(0).hex("0015 0001"))).toBe(NAME_NONE);
    expect(isEch).toBe(false);
  });

  it("stand behind fields as long as they may be", () => {
    const extensions = serverName(NAME);
    expect(read(handshake, handshakeOf(bodyOf(0, 1, 1, extensions)))).toBe(NAME_FOUND);
    expect(read(handshake, handshakeOf(bodyOf(32, 7000, 255, extensions)))).toBe(NAME_FOUND);
    expect(raw()).toBe(NAME);
    expect(read(handshake, handshakeOf(bodyOf(33, 1, 1, extensions)))).toBe(NAME_NONE);
    expect(read(handshake, handshakeOf(bodyOf(32, 0, 1, extensions)))).toBe(NAME_NONE);
    expect(read(handshake, handshakeOf(bodyOf(32, 1, 0, extensions)))).toBe(NAME_NONE);
  });

  it("stand in hellos of TLS versions only", () => {
    for (let major = 0; major < 256; major++) {
      const octets = body(serverName(NAME));
      octets.values[0] = <u8>major;
      const wanted = major == 3 ? NAME_FOUND : NAME_NONE;
      assert(read(records, recordsOf(handshakeOf(octets), 4096)) == wanted, major.toString());
    }
    expect(isEch).toBe(false);
  });
});

describe("a first look", () => {
  it("takes every beginning of a hello for TLS, and nothing for none", () => {
    const octets = recordOf(named());
    for (let size = 1; size <= octets.size; size++) {
      const at = beforeWall(octets, size);
      assert(isTls(at, wall()), size.toString());
    }
    expect(isTls(wall(), wall())).toBe(false);
  });

  it("takes nothing else", () => {
    const others = [
      "17",
      "16 02",
      "16 0301 0000",
      "16 0301 4801",
      "16 0303 0040 02",
      "14 0303 0001 01",
      "474554",
    ];
    for (let k = 0; k < others.length; k++) assert(!isTls(beforeWall(hex(others[k])), wall()), others[k]);
    expect(others.length).toBe(7);
  });
});
