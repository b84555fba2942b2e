import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import {
  type Address,
  formatAddress,
  formatAuthority,
  formatPrefix,
  parseAddress,
  parsePrefix,
} from "../../host/address.ts";

test("IPv4 is held v4-mapped and is not IPv6", () => {
  assert.deepEqual(parseAddress("192.0.2.1"), { ipv6: false, high: 0n, low: 0xffff_c000_0201n });
  assert.deepEqual(parseAddress("::ffff:192.0.2.1"), { ipv6: true, high: 0n, low: 0xffff_c000_0201n });
  assert.deepEqual(parseAddress("255.255.255.255")?.low, 0xffff_ffff_ffffn);
});

test("IPv6 fills both halves", () => {
  assert.deepEqual(parseAddress("2001:db8::8:800:200c:417a"), {
    ipv6: true,
    high: 0x20010db8_00000000n,
    low: 0x00080800_200c417an,
  });
  assert.deepEqual(parseAddress("1:2:3:4:5:6:7::")?.low, 0x0005_0006_0007_0000n);
  assert.deepEqual(parseAddress("::2:3:4:5:6:7:8")?.high, 0x0000_0002_0003_0004n);
});

test("what is not an address is refused", () => {
  const refused = [
    ..."|1|1.2.3|1.2.3.4.5|01.2.3.4|1.2.3.00|256.1.1.1|1..2.3|1.2.3.|.1.2.3| 1.2.3.4|1.2.3.4 |0x1.2.3.4|-1.2.3.4".split(
      "|",
    ),
    ...":|:::|1|::1::|1::2::3|12345::|::12345|1:2:3:4:5:6:7|1:2:3:4:5:6:7:8:9|1:2:3:4:5:6:7:8::".split("|"),
    ...":1|1:|1:2:3:4:5:6:7:|:1:2:3:4:5:6:7:8|fe80::1%eth0|::g|::1/64|::1.2.3|::1.2.3.4.5|::01.2.3.4".split(
      "|",
    ),
    ...":1.2.3.4|1:2:3:4:5:6:7:1.2.3.4|::1.2.3.4:5|::ffff:1.2.3.256|1.2.3.4::|[::1]|::٣|1.2.3.٣".split("|"),
  ];
  for (const text of refused) assert.equal(parseAddress(text), undefined, JSON.stringify(text));
});

const CANONICAL = [
  "0.0.0.0",
  "1.2.3.4",
  "255.255.255.255",
  "::",
  "::1",
  "::100",
  "1::",
  "::ffff:0.0.0.0",
  "::ffff:1.2.3.4",
  "::1.2.3.4",
  "::1.2.0.0",
  "::ffff:0:0:1",
  "::fffe:102:304",
  "2001:db8::1",
  "2001:db8:0:1:1:1:1:1",
  "2001:0:0:1::1",
  "1:0:0:2:2::",
  "1:2:3:4:5:6:7:8",
  "0:1:1:1:1:1:1:1",
  "1:1:1:1:1:1:1:0",
  "::2:3:4:5:6:7",
  "1:2:3:4:5:6::",
  "64:ff9b::102:304",
  "a:b:c:d:e:f:0:abcd",
  "::1:0:0:1:0:0",
  "1:0:0:1::",
  "::ffff:ffff:1.2.3.4".replace("1.2.3.4", "102:304"),
];

test("canonical text survives parsing and printing", () => {
  for (const text of CANONICAL) assert.equal(formatAddress(parseAddress(text) as Address), text);
});

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
}

test("IPv6 prints as glibc's inet_ntop prints it", (context) => {
  const next = random(7);
  const addresses: Address[] = [];
  // Sparse groups, so that every place and length of a run of zeros comes up.
  for (let count = 0; count < 20_000; count++) {
    const zero = next() >>> 24;
    let value = 0n;
    for (let group = 0; group < 8; group++) {
      const choice = (next() >>> 20) & 7;
      const word = (zero >> group) & 1 ? 0 : choice === 0 ? 0xffff : choice === 1 ? 0 : next() >>> 16;
      value = (value << 16n) | BigInt(word);
    }
    addresses.push({ ipv6: true, high: value >> 64n, low: value & 0xffff_ffff_ffff_ffffn });
  }
  const hex = addresses
    .map(({ high, low }) => ((high << 64n) | low).toString(16).padStart(32, "0"))
    .join("\n");
  const script =
    "import sys,socket\nfor l in sys.stdin: print(socket.inet_ntop(socket.AF_INET6, bytes.fromhex(l)))";
  const python = spawnSync("python3", ["-c", script], { input: hex, encoding: "utf8" });
  if (python.error) return context.skip("python3 is not installed");
  const expected = python.stdout.trimEnd().split("\n");
  assert.equal(expected.length, addresses.length);
  for (let index = 0; index < addresses.length; index++) {
    const address = addresses[index];
    assert.equal(formatAddress(address), expected[index]);
    assert.deepEqual(parseAddress(expected[index]), address);
  }
});

test("a prefix loses its host bits", () => {
  const cases = [
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["10.1.2.3/32", "10.1.2.3/32"],
    ["10.1.2.3/0", "0.0.0.0/0"],
    ["2001:db8:ffff:ffff:ffff::1/33", "2001:db8:8000::/33"],
    ["2001:db8::ffff/64", "2001:db8::/64"],
    ["2001:db8::ffff/65", "2001:db8::/65"],
    ["::1/128", "::1/128"],
    ["ffff::1/0", "::/0"],
    ["::ffff:1.2.3.4/104", "::ffff:1.0.0.0/104"],
  ];
  for (const [text, expected] of cases) assert.equal(formatPrefix(parsePrefix(text)!), expected);
  assert.equal(parsePrefix("0.0.0.0/0")?.address.ipv6, false);
});

test("what is not a prefix is refused", () => {
  for (const text of [
    "10.0.0.0",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/08",
    "10.0.0.0/-1",
    "::/129",
    "::/1e1",
    "/8",
    "x/8",
  ])
    assert.equal(parsePrefix(text), undefined, text);
});

test("in a URL an IPv6 address stands in brackets", () => {
  assert.equal(formatAuthority("::1", 80), "[::1]:80");
  assert.equal(formatAuthority("192.0.2.1", 80), "192.0.2.1:80");
  assert.equal(formatAuthority("localhost", 80), "localhost:80");
});
