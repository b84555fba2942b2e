import { HOST_NAME_MAX } from "../../../assembly/abi";
import { authority, hostName } from "../../../assembly/app/host-name";
import { Octets, text } from "../helper/octets";
import { beforeWall, wall } from "../helper/wall";

type Writer = (at: usize, end: usize, to: usize) => u32;

const GUARD: u8 = 0xa5;
const area: usize = memory.data(HOST_NAME_MAX + 1);

/** What is written of a name; not more than its size, and never past HOST_NAME_MAX. */
function written(writer: Writer, name: Octets): string {
  memory.fill(area, GUARD, HOST_NAME_MAX + 1);
  const size = writer(beforeWall(name), wall(), area);
  assert(size <= HOST_NAME_MAX, "too long");
  for (let k = size; k <= HOST_NAME_MAX; k++) assert(load<u8>(area + k) == GUARD, "wrote past the text");
  return String.UTF8.decodeUnsafe(area, size);
}

function host(name: string): string {
  return written(hostName, text(name));
}

function hostOf(value: string): string {
  return written(authority, text(value));
}

describe("host name", () => {
  it("is lower-case ASCII", () => {
    expect(host("WWW.Example.COM")).toBe("www.example.com");
    expect(host("a-_~!z09")).toBe("a-_~!z09");
    expect(host("[`{@")).toBe("[`{@");
  });

  it("escapes what is no visible ASCII", () => {
    expect(written(hostName, new Octets().hex("62c3bc636865722e6465"))).toBe("b\\195\\188cher.de");
    expect(written(hostName, new Octets().hex("61 00 62 20 7f ff 5c"))).toBe("a\\000b\\032\\127\\255\\092");
  });

  it("loses one trailing dot", () => {
    expect(host("example.com.")).toBe("example.com");
    expect(host("example.com..")).toBe("example.com.");
    expect(host(".")).toBe("");
    expect(host("..")).toBe(".");
  });

  it("is none where it is empty", () => {
    expect(host("")).toBe("");
  });

  it("is none where its text passes HOST_NAME_MAX", () => {
    const longest = "a".repeat(253);
    expect(host(longest)).toBe(longest);
    expect(host(longest + ".")).toBe(longest);
    expect(host(longest + "b")).toBe("");
    expect(host("a".repeat(60000))).toBe("");
    // Escapes count as they are written: 253 = 62 x 4 + 5.
    for (let letters = 0; letters <= 8; letters++) {
      const name = "a".repeat(letters) + " ".repeat(62);
      const wanted = letters <= 5 ? "a".repeat(letters) + "\\032".repeat(62) : "";
      expect(host(name)).toBe(wanted, letters.toString());
    }
  });

  it("has no port: a colon is an octet like others", () => {
    expect(host("example.com:443")).toBe("example.com:443");
  });
});

describe("authority", () => {
  it("loses the port", () => {
    expect(hostOf("Example.com:8080")).toBe("example.com");
    expect(hostOf("example.com.:80")).toBe("example.com");
    expect(hostOf("example.com:")).toBe("example.com");
    expect(hostOf("192.0.2.1:80")).toBe("192.0.2.1");
    expect(hostOf("h:0")).toBe("h");
    expect(hostOf("h:99999999")).toBe("h");
  });

  it("keeps what is no port", () => {
    expect(hostOf("example.com")).toBe("example.com");
    expect(hostOf("example.com:80a")).toBe("example.com:80a");
    expect(hostOf("a:b:c")).toBe("a:b:c");
    expect(hostOf("host80")).toBe("host80");
    expect(hostOf("8080")).toBe("8080");
    expect(hostOf("example.com:+80")).toBe("example.com:+80");
    expect(hostOf("user@example.com")).toBe("user@example.com");
  });

  it("keeps IPv6 addresses", () => {
    expect(hostOf("[::1]:8080")).toBe("[::1]");
    expect(hostOf("[::1]")).toBe("[::1]");
    expect(hostOf("[2001:DB8::80]:")).toBe("[2001:db8::80]");
    expect(hostOf("fe80::1")).toBe("fe80::1");
    expect(hostOf("::1")).toBe("::1");
    expect(hostOf("::")).toBe("::");
  });

  it("loses the white space around it", () => {
    expect(hostOf(" \t example.com:80 \t")).toBe("example.com");
    expect(hostOf("a b")).toBe("a\\032b");
    expect(hostOf(" \t ")).toBe("");
  });

  it("is none where there is only a port", () => {
    expect(hostOf(":80")).toBe("");
    expect(hostOf(":")).toBe("");
    expect(hostOf(".:80")).toBe("");
    expect(hostOf("")).toBe("");
  });

  it("is read without what stands before it", () => {
    expect(authority(beforeWall(text("h:18080")) + 3, wall(), area)).toBe(4);
    expect(String.UTF8.decodeUnsafe(area, 4)).toBe("8080");
    expect(authority(beforeWall(text("h:80")) + 2, wall(), area)).toBe(2);
    expect(hostName(beforeWall(text("a.")) + 2, wall(), area)).toBe(0);
  });

  it("is measured without the port", () => {
    const longest = "a".repeat(253);
    expect(hostOf(longest + ":65535")).toBe(longest);
    expect(hostOf(longest + "b:1")).toBe("");
  });
});
