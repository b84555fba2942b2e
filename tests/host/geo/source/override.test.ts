import assert from "node:assert/strict";
import test from "node:test";
import { formatAddress, parseAddress } from "../../../../host/address.ts";
import type { OperatorError } from "../../../../host/errors.ts";
import { CountryCodes } from "../../../../host/geo/codes.ts";
import { addressOf, IPV4, IPV6, keyOf } from "../../../../host/geo/family.ts";
import { readOverrides } from "../../../../host/geo/source/override.ts";
import { builtTable } from "../helper/small-table.ts";

function read(text: string): string[] {
  const codes = new CountryCodes();
  const { ipv4, ipv6 } = readOverrides(new TextEncoder().encode(text), "home.txt", codes);
  return [
    [IPV4, ipv4],
    [IPV6, ipv6],
  ].flatMap(([family, ranges]) =>
    Array.from({ length: (ranges as typeof ipv4).length }, (_, k) => {
      const [first, last] = [(ranges as typeof ipv4).first(k), (ranges as typeof ipv4).last(k)].map((key) =>
        formatAddress(addressOf(family as typeof IPV4, key)),
      );
      return `${first}-${last} ${codes.code((ranges as typeof ipv4).value(k))}`;
    }),
  );
}

test("the most specific prefix wins, whatever the order", () => {
  const lines = [
    "8.0.0.0/8,US",
    "8.8.0.0/16,NL",
    "8.8.8.0/24,DE",
    "8.255.255.0/24,FR",
    "2a00::/12,SE",
    "2a00:1::/32,NO",
  ];
  const expected = [
    "8.0.0.0-8.7.255.255 US",
    "8.8.0.0-8.8.7.255 NL",
    "8.8.8.0-8.8.8.255 DE",
    "8.8.9.0-8.8.255.255 NL",
    "8.9.0.0-8.255.254.255 US",
    "8.255.255.0-8.255.255.255 FR",
    "2a00::-2a00:0:ffff:ffff:ffff:ffff:ffff:ffff SE",
    "2a00:1::-2a00:1:ffff:ffff:ffff:ffff:ffff:ffff NO",
    "2a00:2::-2a0f:ffff:ffff:ffff:ffff:ffff:ffff:ffff SE",
  ];
  assert.deepEqual(read(lines.join("\n")), expected);
  assert.deepEqual(read(lines.reverse().join("\r\n")), expected);
});

test("comments, blanks, host bits and the whole space", () => {
  assert.deepEqual(read("# home\n\n  8.8.8.8/24 , NL # lab\n#x,y\n"), ["8.8.8.0-8.8.8.255 NL"]);
  assert.deepEqual(read("0.0.0.0/0,NL\n255.255.255.255/1,DE"), [
    "0.0.0.0-127.255.255.255 NL",
    "128.0.0.0-255.255.255.255 DE",
  ]);
  assert.deepEqual(read("::/0,NL"), ["::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff NL"]);
});

test("all mistakes at once: line, value, reason, remedy", () => {
  const text = [
    "8.8.8.8,NL",
    "8.8.8.0/33,NL",
    "8.8.8.0/24",
    "8.8.8.0/24,NL,x",
    "8.8.9.0/24,nl",
    "8.8.10.0/24,Netherlands",
    "10.1.0.0/16,NL",
    "fe80::/64,NL",
    "2002:808:808::/48,NL",
    "64:ff9b::808:808/128,NL",
    "9.9.9.0/24,NL",
    "9.9.9.1/24,DE",
    "::ffff:8.8.8.8/128,US",
  ].join("\n");
  assert.throws(
    () => read(text),
    (error: OperatorError) => {
      assert.equal(error.code, "GEO_OVERRIDE_INVALID");
      assert.equal(error.exitCode, 2);
      assert.match(error.message, /home\.txt/);
      const lines = error.message.split("\n");
      const expected = [
        /^ {2}line 1: 8\.8\.8\.8,NL: .*no prefix.* Write one/,
        /^ {2}line 2: 8\.8\.8\.0\/33,NL: .*no prefix/,
        /^ {2}line 3: 8\.8\.8\.0\/24: .*CIDR,CC/,
        /^ {2}line 4: .*CIDR,CC/,
        /^ {2}line 5: .*"nl" is no ISO 3166-1 alpha-2 code\. Write NL\./,
        /^ {2}line 6: .*"Netherlands" is no ISO/,
        /^ {2}line 7: .*10\.0\.0\.0\/8 \(Private-Use\) is never a country\. Remove/,
        /^ {2}line 8: .*fe80::\/10 \(Link-Local Unicast\)/,
        /^ {2}line 9: .*2002::\/16 .*looked up as the IPv4/,
        /^ {2}line 10: .*64:ff9b::\/96 .*looked up as the IPv4/,
        /^ {2}line 12: .*line 11 gives the same prefix/,
        /^ {2}line 13: .*IPv4-mapped Address/,
      ];
      assert.equal(lines.length, expected.length + 2);
      for (const [index, pattern] of expected.entries()) assert.match(lines[index + 1], pattern);
      return true;
    },
  );
});

test("an override wins over both opinions, has no other country, and unmasks nothing", () => {
  const table = builtTable({
    first:
      "1.0.0.0,1.0.255.255,AU\n9.0.0.0,11.255.255.255,US\n2a00::,2a00:ffff:ffff:ffff:ffff:ffff:ffff:ffff,DE",
    second: "1.0.0.0,1.0.255.255,CN\n2a00::,2a00:ffff:ffff:ffff:ffff:ffff:ffff:ffff,FR",
    override:
      "1.0.1.0/24,NL\n1.0.1.128/25,BE\n8.0.0.0/5,SE\n2a00:1::/32,NO\n5.5.5.5/32,ZZ\n1.0.2.0/24,CN\n1.0.3.3/32,ZZ",
  });
  for (const [text, country, other] of [
    ["1.0.0.255", "AU", "CN"],
    ["1.0.1.0", "NL", undefined],
    ["1.0.1.127", "NL", undefined],
    ["1.0.1.128", "BE", undefined],
    ["1.0.1.255", "BE", undefined],
    ["1.0.2.0", "CN", undefined],
    ["1.0.3.0", "AU", "CN"],
    ["1.0.3.3", "ZZ", undefined],
    ["8.0.0.0", "SE", undefined],
    ["9.255.255.255", "SE", undefined],
    ["10.0.0.0", null, undefined],
    ["10.255.255.255", null, undefined],
    ["11.0.0.0", "SE", undefined],
    ["15.255.255.255", "SE", undefined],
    ["16.0.0.0", "ZZ", undefined],
    ["2a00:0:ffff:ffff:ffff:ffff:ffff:ffff", "DE", "FR"],
    ["2a00:1::", "NO", undefined],
    ["2a00:2::", "DE", "FR"],
    ["2002:100:17f::", "NL", undefined],
    ["64:ff9b::1.0.1.128", "BE", undefined],
  ] as const)
    assert.deepEqual(table.ask(text), { country, other }, text);
  assert.equal(keyOf(parseAddress("1.0.1.0")!), 0x1000100n);
});
