import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { OperatorError } from "../../../../host/errors.ts";
import { CountryCodes } from "../../../../host/geo/codes.ts";
import { readCsv } from "../../../../host/geo/source/csv.ts";
import { emptyOpinion, type Opinion } from "../../../../host/geo/source/opinion.ts";
import type { Ranges } from "../../../../host/geo/source/ranges.ts";
import type { Overlaps } from "../../../../host/geo/source/rows.ts";
import { FIRST, FIRST_NUMERIC, noData } from "../helper/rows.ts";

function read(text: string, overlaps: Overlaps = "refused"): { ipv4: string[]; ipv6: string[] } {
  const codes = new CountryCodes();
  const opinion = emptyOpinion();
  readCsv(new TextEncoder().encode(text), "data.csv", codes, overlaps, opinion);
  return { ipv4: listed(opinion.ipv4, codes), ipv6: listed(opinion.ipv6, codes) };
}

function listed(ranges: Ranges, codes: CountryCodes): string[] {
  return Array.from(
    { length: ranges.length },
    (_, k) => `${ranges.first(k).toString(16)}-${ranges.last(k).toString(16)} ${codes.code(ranges.value(k))}`,
  );
}

/** The message's reasons, or an empty list where the text was accepted. */
function mistakes(text: string, overlaps: Overlaps = "refused"): string[] {
  try {
    read(text, overlaps);
    return [];
  } catch (error) {
    assert.ok(error instanceof OperatorError);
    assert.equal(error.code, "GEO_SOURCE_INVALID");
    assert.equal(error.exitCode, 2);
    assert.match(error.message, /data\.csv/);
    return error.message.split("\n").slice(1, -1);
  }
}

test("both families, both forms, in one file", () => {
  const expected = {
    ipv4: ["1000000-10000ff AU", "1000100-10003ff CN"],
    ipv6: ["1-2 NL", "20010200<0-f> JP"],
  };
  expected.ipv6[1] = `2001020000${"0".repeat(22)}-20010200ffff${"f".repeat(20)} JP`;
  const text =
    "1.0.0.0,1.0.0.255,AU\n::1,::2,NL\n1.0.1.0,1.0.3.255,CN\n2001:200::,2001:200:ffff:ffff:ffff:ffff:ffff:ffff,JP";
  assert.deepEqual(read(text), expected);
  const numeric =
    "16777216,16777471,AU\n16777472,16778239,CN\n" +
    "42540528726795050063891204319802818560,42540528806023212578155541913346768895,JP\n";
  assert.deepEqual(read(numeric), { ipv4: expected.ipv4, ipv6: expected.ipv6.slice(1) });
});

test("an integer row is IPv4 when it ends below 2^32", () => {
  assert.deepEqual(read("0,4294967295,AU"), { ipv4: ["0-ffffffff AU"], ipv6: [] });
  assert.deepEqual(read("0,4294967296,AU"), { ipv4: [], ipv6: ["0-100000000 AU"] });
  assert.deepEqual(read("0,340282366920938463463374607431768211455,AU").ipv6, [`0-${"f".repeat(32)} AU`]);
});

test("quotes, CRLF, a header, a byte order mark, more columns, no last newline", () => {
  const expected = ["1000000-10000ff AU", "1000100-10003ff CN"];
  const text =
    '\ufefffirst,last,country\r\n"1.0.0.0","1.0.0.255","AU","Oceania"\r\n\r\n1.0.1.0, 1.0.3.255 ,CN,Asia,x';
  assert.deepEqual(read(text).ipv4, expected);
});

test("what is not known stands for no country", () => {
  const text = "1.0.0.0,1.0.0.255,ZZ\n1.0.1.0,1.0.1.255,-\n1.0.2.0,1.0.2.255,\n1.0.3.0,1.0.3.255,AU";
  assert.deepEqual(
    read(text).ipv4.map((line) => line.slice(-2)),
    ["ZZ", "ZZ", "ZZ", "AU"],
  );
});

test("of overlapping rows of a second opinion the last start wins", () => {
  const rows = "1.0.0.0,1.0.0.255,AU\n1.0.0.16,1.0.0.31,CN\n1.0.0.64,1.0.1.255,JP\n1.0.0.64,1.0.0.127,NL";
  // After 1.0.0.31 and 1.0.0.127 the rows above do not come back.
  assert.deepEqual(read(rows, "lastStartWins").ipv4, [
    "1000000-100000f AU",
    "1000010-100001f CN",
    "1000040-100007f NL",
  ]);
});

test("every mistake is named, with its line and what it says", () => {
  const text = [
    "1.0.0.0,1.0.0.255,AU",
    "1.0.0.255,1.0.1.0,AU",
    "1.0.0.1,1.0.1.0,AU",
    "1.0.2.0,1.0.1.0,AU",
    "1.0.4.0,1.0.4.255,Australia",
    "1.0.5.0,1.0.5.255,au",
    "1.0.6.0,::6,AU",
    "1.0.7.0,16778240,AU",
    "1.0.8,1.0.8.255,AU",
    "1.0.9.0,1.0.9.256,AU",
    "1.0.10.0",
    "1.0.11.0,1.0.11.255",
    "340282366920938463463374607431768211456,340282366920938463463374607431768211456,AU",
  ].join("\n");
  assert.deepEqual(mistakes(text), [
    "  line 2: 1.0.0.255,1.0.1.0,AU: it overlaps the row above it",
    "  line 3: 1.0.0.1,1.0.1.0,AU: it overlaps the row above it",
    "  line 4: 1.0.2.0,1.0.1.0,AU: it ends before it starts",
    "  line 5: 1.0.4.0,1.0.4.255,Australia: the third field is no ISO 3166-1 alpha-2 code",
    "  line 6: 1.0.5.0,1.0.5.255,au: the third field is no ISO 3166-1 alpha-2 code",
    "  line 7: 1.0.6.0,::6,AU: its ends are of two kinds",
    "  line 8: 1.0.7.0,16778240,AU: its ends are of two kinds",
    "  line 9: 1.0.8,1.0.8.255,AU: the first field is no address",
    "  line 10: 1.0.9.0,1.0.9.256,AU: the second field is no address",
    "  line 11: 1.0.10.0: the second field is no address",
    "  line 12: 1.0.11.0,1.0.11.255: it has fewer than three fields",
    "  line 13: 340282366920938463463374607431768211456,340282366920938463463374607431768211456,AU: the first field is no address",
  ]);
  assert.deepEqual(mistakes("1.0.1.0,1.0.1.255,AU\n1.0.0.0,1.0.0.255,AU", "lastStartWins"), [
    "  line 2: 1.0.0.0,1.0.0.255,AU: it starts before the row above it",
  ]);
});

test("a file of another kind is one short message", () => {
  const long = mistakes("x\n".repeat(100_000));
  assert.equal(long.length, 21);
  assert.equal(long.at(-1), "  ... and 99980 more");
  assert.match(mistakes(`${"y".repeat(1e6)},,\n`.repeat(2))[0], /^.{1,200}$/);
  assert.deepEqual(mistakes(""), ["  it holds no row of 'first,last,CC'"]);
  assert.deepEqual(mistakes("first,last,country\n"), ["  it holds no row of 'first,last,CC'"]);
  assert.notEqual(mistakes("\0\0\0\0\xff").length, 0);
});

test("the text and the integer form of the pinned data agree", { skip: noData }, () => {
  for (const [index, path] of FIRST.entries()) {
    const [text, numeric] = [path, FIRST_NUMERIC[index]].map((file): Opinion => {
      const opinion = emptyOpinion();
      readCsv(readFileSync(file), file, new CountryCodes(), "refused", opinion);
      return opinion;
    });
    for (const family of ["ipv4", "ipv6"] as const) {
      assert.equal(text[family].length, numeric[family].length);
      for (let k = 0; k < text[family].length; k++) {
        assert.ok(text[family].first(k) === numeric[family].first(k));
        assert.ok(text[family].last(k) === numeric[family].last(k));
        assert.ok(text[family].value(k) === numeric[family].value(k));
      }
    }
  }
});
