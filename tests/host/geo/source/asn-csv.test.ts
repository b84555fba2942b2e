import assert from "node:assert/strict";
import test from "node:test";
import { OperatorError } from "../../../../host/errors.ts";
import { readAsnCsv } from "../../../../host/geo/source/asn-csv.ts";
import { emptyOpinion } from "../../../../host/geo/source/opinion.ts";
import { Systems } from "../../../../host/geo/source/systems.ts";

function read(text: string): string[] {
  const systems = new Systems();
  const { ipv4, ipv6 } = emptyOpinion();
  readAsnCsv(new TextEncoder().encode(text), "data.csv", systems, { ipv4, ipv6 });
  return [ipv4, ipv6].flatMap((ranges) =>
    Array.from({ length: ranges.length }, (_, k) => {
      const { asn, organization } = systems.names[ranges.value(k)];
      return `${ranges.first(k).toString(16)}-${ranges.last(k).toString(16)} ${asn} ${organization}`;
    }),
  );
}

function mistakes(text: string): string[] {
  try {
    read(text);
    return [];
  } catch (error) {
    assert.ok(error instanceof OperatorError);
    assert.deepEqual([error.code, error.exitCode], ["ASN_SOURCE_INVALID", 2]);
    return error.message.split("\n").slice(1, -1);
  }
}

test("quotes, commas, UTF-8, integers, a header, CRLF, a byte order mark", () => {
  const text = [
    '\ufefffirst,last,asn,"organization"',
    '1.0.0.0,1.0.0.255,13335,"Cloudflare, Inc."',
    '"16777472","16777727", "64500" ,"LLC ""A, B""" ,more',
    "1.0.2.0,1.0.2.255,64501,Universität 手机",
    "1.0.3.0,1.0.3.255,64502,",
    "2a00::,2a00::1,64500,Bare Org , more",
  ].join("\r\n");
  assert.deepEqual(read(text), [
    "1000000-10000ff 13335 Cloudflare, Inc.",
    '1000100-10001ff 64500 LLC "A, B"',
    "1000200-10002ff 64501 Universität 手机",
    "1000300-10003ff 64502 ",
    "2a000000000000000000000000000000-2a000000000000000000000000000001 64500 Bare Org",
  ]);
});

test("of overlapping rows the last start wins, and the row above does not come back", () => {
  const rows =
    "214.95.0.0,215.0.255.255,749,Defense\n215.0.0.0,215.0.0.255,721,Center\n215.0.0.16,215.0.0.31,1,In";
  assert.deepEqual(read(rows), [
    "d65f0000-d6ffffff 749 Defense",
    "d7000000-d700000f 721 Center",
    "d7000010-d700001f 1 In",
  ]);
});

test("every mistake is named, with its line and what it says", () => {
  const lines: [row: string, mistake: string][] = [
    ["1.0.1.0,1.0.0.0,1,Org", "it ends before it starts"],
    ["1.0.0,1.0.0.255,1,Org", "the first field is no address"],
    ["1.0.0.0,::1,1,Org", "its ends are of two kinds"],
    ["1.0.2.0,1.0.2.255,1", "it has fewer than four fields"],
    ["1.0.3.0,1.0.3.255,AS1,Org", "the third field is no AS number"],
    ["1.0.4.0,1.0.4.255,4294967296,Org", "the third field is no AS number"],
    ["1.0.5.0,1.0.5.255,-1,Org", "the third field is no AS number"],
    ["1.0.6.0,1.0.6.255,1.5,Org", "the third field is no AS number"],
    ['1.0.7.0,1.0.7.255,1,"Org', "a quote is not closed"],
    ['1.0.8.0,1.0.8.255,1,"Org" Inc', "a quote is not closed"],
    ["1.0.9.0,1.0.9.255,1,Org\0", "the fourth field holds control characters"],
    ["1.0.10.0,1.0.10.255,1,\u009b2J", "the fourth field holds control characters"],
    [`1.0.11.0,1.0.11.255,1,${"ü".repeat(128)}`, "the fourth field is longer than 255 octets"],
  ];
  const found = mistakes(`1.0.0.0,1.0.0.255,1,Org\n${lines.map(([row]) => row).join("\n")}\n`);
  assert.equal(found.length, lines.length);
  for (const [index, [, mistake]] of lines.entries()) {
    assert.ok(found[index].startsWith(`  line ${index + 2}: 1.0.`), found[index]);
    assert.ok(found[index].endsWith(`: ${mistake}`), found[index]);
  }
  assert.deepEqual(mistakes("1.0.1.0,1.0.1.255,1,Org\n1.0.0.0,1.0.0.255,1,Org"), [
    "  line 2: 1.0.0.0,1.0.0.255,1,Org: it starts before the row above it",
  ]);
  assert.deepEqual(mistakes(`1.0.0.0,1.0.0.255,1,${"ü".repeat(127)}`), []);
});

test("a file of another kind is one short message", () => {
  assert.equal(mistakes('"'.repeat(3).concat("\n").repeat(100_000)).length, 21);
  assert.match(mistakes(`"${"y".repeat(1e6)}\n`)[0], /^.{1,200}$/);
  assert.deepEqual(mistakes(""), ["  it holds no row of 'first,last,asn,organization'"]);
});
