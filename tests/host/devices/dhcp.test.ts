import assert from "node:assert/strict";
import test from "node:test";
import { formatAddress } from "../../../host/address.ts";
import { readDhcp } from "../../../host/devices/dhcp.ts";
import { formatEther } from "../../../host/ether.ts";
import { CHADDR, type DhcpFields, dhcpMessage, option } from "./helper/dhcp-message.ts";
import { textOctets, wireName } from "./helper/octets.ts";

const DISCOVER = option(53, [1]);
const REQUEST = option(53, [3]);
const ACK = option(53, [5]);
const END = [255];
const NAME = option(12, textOctets("Annas-Phone"));

/** Who, where, and what is said, in short. */
function read(fields: DhcpFields, ...options: number[][]): string | undefined {
  const message = readDhcp(dhcpMessage(fields, options.flat()));
  if (!message) return undefined;
  const { ether, address, statements } = message;
  const said = statements.map(({ kind, text }) => `${kind}=${text}`);
  return [
    ether === undefined ? "-" : formatEther(ether),
    address ? formatAddress(address) : "-",
    ...said,
  ].join(" ");
}

test("a client's host name and vendor class", () => {
  const vendorClass = option(60, textOctets("android-dhcp-14"));
  assert.equal(
    read({}, DISCOVER, NAME, vendorClass, END),
    "64:b4:73:20:14:08 - hostName=Annas-Phone vendorClass=android-dhcp-14",
  );
  assert.equal(
    read({ ciaddr: [192, 168, 1, 7] }, REQUEST, NAME, END),
    "64:b4:73:20:14:08 192.168.1.7 hostName=Annas-Phone",
  );
  assert.equal(read({}, option(53, [8]), NAME, END), "64:b4:73:20:14:08 - hostName=Annas-Phone");
});

test("a server's ACK names the client, and its vendor class is its own", () => {
  const ack = { op: 2, yiaddr: [192, 168, 1, 9] };
  assert.equal(
    read(ack, ACK, NAME, option(60, textOctets("udhcpd")), END),
    "64:b4:73:20:14:08 192.168.1.9 hostName=Annas-Phone",
  );
});

test("messages that claim nothing", () => {
  for (const type of [0, 2, 4, 5, 6, 7, 9, 255])
    assert.equal(read({}, option(53, [type]), NAME, END), undefined);
  for (const type of [0, 1, 2, 3, 4, 6, 7, 8])
    assert.equal(read({ op: 2 }, option(53, [type]), NAME, END), undefined);
  assert.equal(read({ op: 3 }, DISCOVER, NAME, END), undefined);
  assert.equal(read({}, NAME, END), undefined, "BOOTP");
  assert.equal(read({}, option(53, []), NAME, END), undefined);
  assert.equal(read({}, option(53, [1, 1]), NAME, END), undefined);
  const message = dhcpMessage({}, [...DISCOVER, ...NAME]);
  message[239] ^= 1;
  assert.equal(readDhcp(message), undefined, "another cookie");
});

test("whose it is: chaddr, else a MAC in option 61, else nobody's", () => {
  const identifier = option(61, [1, 0x94, 0x83, 0xc4, 0x20, 0x14, 0x01]);
  assert.equal(read({}, DISCOVER, identifier), "64:b4:73:20:14:08 -");
  assert.equal(read({ htype: 6 }, DISCOVER, identifier), "64:b4:73:20:14:08 -");
  for (const fields of [
    { hlen: 0 },
    { htype: 32 },
    { hlen: 16 },
    { chaddr: [] },
    { chaddr: [1, 0, 0x5e, 0, 0, 1] },
  ]) {
    assert.equal(read(fields, DISCOVER, identifier), "94:83:c4:20:14:01 -");
    assert.equal(read(fields, DISCOVER), "- -");
    assert.equal(read(fields, DISCOVER, option(61, [255, ...CHADDR])), "- -", "a DUID");
    assert.equal(read(fields, DISCOVER, option(61, [1, 0, 0, 0, 0, 0, 0])), "- -");
  }
});

test("option 81 where option 12 has no name: ASCII, wire form, a part", () => {
  const ascii = option(81, [0, 0, 0, ...textOctets("pc.example.com")]);
  const wire = option(81, [4, 255, 255, ...wireName("pc.example.com")]);
  const part = option(81, [4, 0, 0, ...wireName("pc", false)]);
  assert.match(read({}, REQUEST, ascii)!, /hostName=pc\.example\.com$/);
  assert.match(read({}, REQUEST, wire)!, /hostName=pc\.example\.com$/);
  assert.match(read({}, REQUEST, part)!, /hostName=pc$/);
  assert.match(read({}, REQUEST, wire, NAME)!, /hostName=Annas-Phone$/);
  assert.match(read({}, REQUEST, wire, option(12, textOctets("localhost")))!, /hostName=pc\.example\.com$/);
  for (const name of [[64, ...textOctets("x".repeat(64))], [5, 0x61], [0xc0, 0x0c], []])
    assert.equal(read({}, REQUEST, option(81, [4, 0, 0, ...name])), "64:b4:73:20:14:08 -");
});

test("options in file and sname, and long ones in parts", () => {
  const file = [...option(12, textOctets("in-file")), ...END];
  const sname = [...option(60, textOctets("in-sname")), ...END];
  const overload = (value: number) => option(52, [value]);
  assert.equal(read({ file, sname }, DISCOVER, END), "64:b4:73:20:14:08 -");
  assert.equal(read({ file, sname }, DISCOVER, overload(1), END), "64:b4:73:20:14:08 - hostName=in-file");
  assert.equal(read({ file, sname }, DISCOVER, overload(2), END), "64:b4:73:20:14:08 - vendorClass=in-sname");
  assert.equal(
    read({ file, sname }, DISCOVER, overload(3), END),
    "64:b4:73:20:14:08 - hostName=in-file vendorClass=in-sname",
  );
  const parts = [option(12, textOctets("Annas-")), [0, 0], option(12, textOctets("Pho"))].flat();
  const end = [...option(12, textOctets("ne")), ...END];
  assert.equal(
    read({ file: end }, DISCOVER, parts, overload(1), END),
    "64:b4:73:20:14:08 - hostName=Annas-Phone",
  );
});

test("names of nobody, blanks, dots and NULs around a name, octets that are no UTF-8", () => {
  for (const name of [
    "",
    " ",
    "\0\0",
    "localhost",
    "LOCALHOST.",
    "localhost.localdomain",
    "(none)",
    "-",
    "*",
    "???",
  ])
    assert.equal(
      read({}, DISCOVER, option(12, textOctets(name))),
      "64:b4:73:20:14:08 -",
      JSON.stringify(name),
    );
  assert.match(read({}, DISCOVER, option(12, textOctets(" tv.\0")))!, /hostName=tv$/);
  assert.match(read({}, DISCOVER, option(12, textOctets("Küche")))!, /hostName=Küche$/);
  assert.match(read({}, DISCOVER, option(12, [0x61, 0xff]))!, /hostName=a\ufffd$/);
  // What a terminal obeys stays for the reports to escape.
  assert.ok(read({}, DISCOVER, option(12, textOctets("a\x1b[31m")))!.endsWith("hostName=a\x1b[31m"));
});

test("a name is cut after 253 octets, between characters", () => {
  const long = [...textOctets("é".repeat(126)), 0x61, ...textOctets("é")];
  const said = readDhcp(dhcpMessage({}, [...DISCOVER, ...option(12, long)]))!.statements[0].text;
  assert.equal(said, `${"é".repeat(126)}a`);
  const split = readDhcp(dhcpMessage({}, [...DISCOVER, ...option(12, textOctets("é".repeat(127)))]))!;
  assert.equal(split.statements[0].text, "é".repeat(126));
});

test("a message cut anywhere: what is whole is believed", () => {
  const whole = dhcpMessage({}, [DISCOVER, NAME, option(60, textOctets("dhcpcd")), END].flat());
  const claims = Array.from({ length: whole.length + 1 }, (_, size) => readDhcp(whole.slice(0, size)));
  const count = claims.map((message) => message?.statements.length ?? -1);
  assert.deepEqual(
    [243, 243 + NAME.length, whole.length - 1, whole.length].map((size) => [count[size - 1], count[size]]),
    [
      [-1, 0],
      [0, 1],
      [1, 2],
      [2, 2],
    ],
  );
});
