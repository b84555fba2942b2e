import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Reader } from "mmdb-lib";
import { formatAddress } from "../../../../host/address.ts";
import { OperatorError } from "../../../../host/errors.ts";
import { CountryCodes } from "../../../../host/geo/codes.ts";
import { addressOf, IPV4, IPV6 } from "../../../../host/geo/family.ts";
import { readCsv } from "../../../../host/geo/source/csv.ts";
import { isMmdb, type MmdbDescription, readMmdb } from "../../../../host/geo/source/mmdb.ts";
import { emptyOpinion } from "../../../../host/geo/source/opinion.ts";
import { encoded, type MmdbContents, mmdb, type Value } from "../helper/mmdb-writer.ts";
import { randomNumbers } from "../helper/random.ts";
import { FIRST, MMDB, noData } from "../helper/rows.ts";

interface Listed {
  readonly description: MmdbDescription;
  readonly ranges: string[];
}

function read(content: Uint8Array): Listed {
  const codes = new CountryCodes();
  const opinion = emptyOpinion();
  const description = readMmdb(content, "data.mmdb", codes, opinion);
  const ranges: string[] = [];
  for (const [family, rows] of [
    [IPV4, opinion.ipv4],
    [IPV6, opinion.ipv6],
  ] as const)
    for (let k = 0; k < rows.length; k++) {
      const [first, last] = [rows.first(k), rows.last(k)].map((key) => formatAddress(addressOf(family, key)));
      ranges.push(`${first}-${last} ${codes.code(rows.value(k))}`);
    }
  return { description, ranges };
}

/** The reason why a database is refused; undefined if it is not. Anything but a coded error fails. */
function refusal(content: Uint8Array): string | undefined {
  try {
    read(content);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof OperatorError, String((error as Error).stack));
    assert.equal(error.code, "GEO_SOURCE_INVALID");
    assert.match(error.message, /^cannot use the country data in data\.mmdb: [^\n]{1,200}\.\n[^\n]+$/);
    return error.message;
  }
}

const NETWORKS: Record<string, Value> = {
  "1.0.0.0/24": {
    country: { iso_code: "AU", names: { en: "Australia" } },
    registered_country: { iso_code: "CN" },
  },
  "1.0.1.0/24": { country_code: "CN" },
  "1.0.2.0/23": { country: "CN", country_name: "China" },
  "1.0.4.0/24": {
    registered_country: { iso_code: "JP" },
    traits: { is_anycast: true },
    list: [1, "x", 2n ** 60n],
  },
  "1.0.5.0/24": { asn: "AS1", as_name: "y".repeat(300) },
  "255.255.255.255/32": { country_code: "NL" },
  "2a00::/16": { country: { iso_code: "DE" } },
  "2a01::/32": { country: { iso_code: "DE" } },
  "ffff::/128": { country_code: "FR" },
};
const RANGES = [
  "1.0.0.0-1.0.0.255 AU",
  "1.0.1.0-1.0.3.255 CN",
  "1.0.4.0-1.0.4.255 JP",
  "1.0.5.0-1.0.5.255 ZZ",
  "255.255.255.255-255.255.255.255 NL",
  "2a00::-2a00:ffff:ffff:ffff:ffff:ffff:ffff:ffff DE",
  "2a01::-2a01:0:ffff:ffff:ffff:ffff:ffff:ffff DE",
  "ffff::-ffff:: FR",
];
// Adjacent and of one country: one range.
RANGES.splice(5, 2, "2a00::-2a01:0:ffff:ffff:ffff:ffff:ffff:ffff DE");
const IPV4_NETWORKS = Object.fromEntries(Object.entries(NETWORKS).slice(0, 6));

test("records of 24, 28 and 32 bits, both IP versions, pointers", () => {
  for (const recordBits of [24, 28, 32] as const) {
    for (const pointers of [false, true]) {
      const content = mmdb({ recordBits, networks: NETWORKS, pointers });
      assert.ok(isMmdb(content));
      assert.deepEqual(read(content), {
        description: { type: "Test-Country", date: "2026-06-01" },
        ranges: RANGES,
      });
      const ipv4 = mmdb({ recordBits, networks: IPV4_NETWORKS, ipVersion: 4, pointers });
      assert.deepEqual(read(ipv4).ranges, RANGES.slice(0, 5));
    }
  }
});

test("prefixes that alias ::/96 are not read again", () => {
  const aliases = ["2002::/16", "::ffff:0:0/96", "2001::/32"];
  assert.deepEqual(read(mmdb({ networks: NETWORKS, aliases })).ranges, RANGES);
});

test("the whole of IPv4 as one record", () => {
  assert.deepEqual(
    read(mmdb({ networks: { "0.0.0.0/0": { country_code: "NL" }, "::1:0:0/96": { country_code: "DE" } } }))
      .ranges,
    ["0.0.0.0-255.255.255.255 NL", "::1:0:0-::1:ffff:ffff DE"],
  );
});

test("what lies is refused with one reason", () => {
  const lies: [MmdbContents, RegExp][] = [
    [{ networks: { "1.0.0.0/24": { country_code: "Australia" } } }, /has the country "Australia"/],
    [{ networks: { "1.0.0.0/24": { asn: 1 } } }, /none of its records names a country/],
    [{ networks: NETWORKS, metadata: { node_count: 0 } }, /no usable node_count/],
    [{ networks: NETWORKS, metadata: { node_count: "x" } }, /no usable node_count/],
    [{ networks: NETWORKS, metadata: { node_count: 2 ** 31 } }, /tree ends beyond the file/],
    [{ networks: NETWORKS, metadata: { record_size: 26 } }, /records of 26 bits/],
    [{ networks: NETWORKS, metadata: { record_size: 48 } }, /no usable record_size/],
    [{ networks: NETWORKS, metadata: { ip_version: 5 } }, /IP version 5/],
    [{ networks: NETWORKS, metadata: { build_epoch: 2n ** 63n } }, /no usable build_epoch/],
  ];
  for (const [contents, reason] of lies) assert.match(refusal(mmdb(contents)) ?? "accepted", reason);

  // A tree whose first node leads to itself.
  const loop = mmdb({ networks: NETWORKS });
  loop.fill(0, 0, 6);
  assert.match(refusal(loop) ?? "accepted", /deeper than an address|has a loop/);
  // A record that is a pointer to itself.
  const circle = mmdb({ networks: NETWORKS });
  const record = Uint8Array.from(encoded(NETWORKS["1.0.0.0/24"]));
  circle.set([0x20, 0], Buffer.from(circle).indexOf(record));
  assert.match(refusal(circle) ?? "accepted", /a record never ends/);
});

test("one record for everything", () => {
  assert.deepEqual(read(mmdb({ networks: { "::/1": { country_code: "NL" } } })).ranges, [
    "0.0.0.0-255.255.255.255 NL",
    "::1:0:0-7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff NL",
  ]);
});

test("two files of one opinion may not both speak of an address", () => {
  const opinion = emptyOpinion();
  const codes = new CountryCodes();
  readMmdb(mmdb({ networks: { "1.0.0.0/24": { country_code: "NL" } } }), "a.mmdb", codes, opinion);
  readMmdb(mmdb({ networks: { "2a00::/16": { country_code: "NL" } } }), "b.mmdb", codes, opinion);
  readMmdb(mmdb({ networks: { "1.0.1.0/24": { country_code: "NL" } } }), "c.mmdb", codes, opinion);
  const again = mmdb({ networks: { "1.0.1.128/25": { country_code: "DE" } } });
  assert.throws(() => readMmdb(again, "d.mmdb", codes, opinion), /d\.mmdb: another file of the same opinion/);
});

test("truncated at every length, it is refused or says less", () => {
  const content = mmdb({ networks: NETWORKS });
  for (let length = 0; length < content.length; length++) {
    const part = content.subarray(0, length);
    if (isMmdb(part)) assert.notEqual(refusal(part), undefined, String(length));
  }
});

test("flipped bits: a coded error or ranges that ascend, and soon", () => {
  const content = mmdb({ networks: NETWORKS, aliases: ["2002::/16"], recordBits: 28, pointers: true });
  const next = randomNumbers(20260601);
  let refused = 0;
  for (let round = 0; round < 3000; round++) {
    const flipped = content.slice();
    for (let flips = next() % 4; flips >= 0; flips--) flipped[next() % flipped.length] ^= 1 << (next() % 8);
    const opinion = emptyOpinion();
    try {
      readMmdb(flipped, "data.mmdb", new CountryCodes(), opinion);
    } catch (error) {
      assert.ok(error instanceof OperatorError, String((error as Error).stack));
      assert.equal(error.code, "GEO_SOURCE_INVALID");
      refused++;
    }
    for (const ranges of [opinion.ipv4, opinion.ipv6])
      for (let k = 0; k < ranges.length; k++) {
        assert.ok(ranges.first(k) <= ranges.last(k));
        if (k > 0) assert.ok(ranges.last(k - 1) < ranges.first(k));
      }
  }
  assert.ok(refused > 300 && refused < 2700, `${refused} refused`);
});

test("the pinned database: as its CSV, as mmdb-lib reads it, cut short", { skip: noData }, () => {
  const content = readFileSync(MMDB);
  const codes = new CountryCodes();
  const fromMmdb = emptyOpinion();
  assert.deepEqual(readMmdb(content, MMDB, codes, fromMmdb), { type: "country ipvAll", date: "2026-06-01" });
  const fromCsv = emptyOpinion();
  for (const path of FIRST) readCsv(readFileSync(path), path, codes, "refused", fromCsv);
  for (const family of ["ipv4", "ipv6"] as const) {
    assert.equal(fromMmdb[family].length, fromCsv[family].length);
    for (let k = 0; k < fromCsv[family].length; k++) {
      assert.ok(fromMmdb[family].first(k) === fromCsv[family].first(k));
      assert.ok(fromMmdb[family].last(k) === fromCsv[family].last(k));
      assert.ok(fromMmdb[family].value(k) === fromCsv[family].value(k));
    }
  }

  const reader = new Reader<never>(content);
  const next = randomNumbers(3);
  for (let round = 0; round < 2000; round++) {
    const [family, rows] =
      round % 2 === 0 ? ([IPV4, fromMmdb.ipv4] as const) : ([IPV6, fromMmdb.ipv6] as const);
    const row = next() % rows.length;
    for (const key of [rows.first(row), rows.last(row)]) {
      const text = formatAddress(addressOf(family, key));
      const record = reader.get(text) as { country_code: string } | null;
      assert.equal(codes.code(rows.value(row)), record?.country_code, text);
    }
  }
  assert.equal(reader.get("10.0.0.1"), null);

  for (let round = 0; round < 20; round++) {
    const part = content.subarray(0, next() % content.length);
    if (isMmdb(part)) assert.notEqual(refusal(part), undefined);
  }
});
