import assert from "node:assert/strict";
import test from "node:test";
import { HEADER_IMAGE_SIZE, HEADER_SECTIONS, HEADER_VERSION } from "../../../../assembly/geo/image.ts";
import {
  ASN_SIZE_MAX,
  CONTENT_START,
  SECTION_EXACT_FIRST,
  SECTION_EXACT_LOW,
  SECTION_EXACT_SYSTEM,
  SECTION_KEY4,
  SECTION_KEY6_HIGH,
  SECTION_METADATA,
  SECTION_NUMBER,
  SECTION_ORGANIZATIONS,
  SECTION_ROOT4,
  SECTION_ROOT6,
  SECTION_SYSTEM4,
  SECTION_SYSTEM6,
  SECTION_TEXT,
  SECTIONS,
  SYSTEM_EMBEDDED,
  SYSTEM_EXACT,
} from "../../../../host/geo/asn/image.ts";
import { loadAsnTable } from "../../../../host/geo/asn/table.ts";
import { reasonAgainst } from "../../../../host/geo/asn/validate.ts";
import { AsnView } from "../../../../host/geo/asn/view.ts";
import { addressOf, IPV4, IPV6 } from "../../../../host/geo/family.ts";
import { temporaryFile } from "../../helper/reader.ts";
import { builtAsnImage, signed, tableOf } from "../helper/asn-table.ts";
import { randomKey, randomNumbers } from "../helper/random.ts";

/** Several edges in a chunk of each family, and some inside a /64. */
function sample(): Uint8Array {
  const rows: string[] = [];
  for (let k = 0; k < 64; k++) rows.push(`5.5.${k}.0,5.5.${k}.${k},${64500 + (k % 9)},"Org, ${k % 9}"`);
  for (let k = 0; k < 200; k++)
    rows.push(`2a00:${k.toString(16)}::,2a00:${k.toString(16)}:1::,${64500 + (k % 7)},"Org, ${k % 7}"`);
  for (let k = 0; k < 40; k++)
    rows.push(`2a01:0:0:${k.toString(16)}::,2a01:0:0:${k.toString(16)}::9,64600,Ende`);
  return builtAsnImage(rows.join("\n"));
}

const image = sample();
const { sections } = new AsnView(image);
const start = (section: number) => sections[section].start;
const end = (section: number) => sections[section].end;

function assertRefused(lie: Uint8Array, pattern: RegExp, what = String(pattern)): void {
  assert.match(reasonAgainst(lie) ?? "accepted", pattern, what);
}

test("a built image passes", () => {
  assert.equal(reasonAgainst(image), undefined);
  assert.equal(reasonAgainst(signed(image, () => {})), undefined);
});

test("a flip of any bit of the header, or of one in each stretch of the rest, is noticed", () => {
  const next = randomNumbers(1);
  for (let octet = 0; octet < HEADER_SECTIONS + SECTIONS * 8; octet++) {
    const changed = image.slice();
    changed[octet] ^= 1 << (next() % 8);
    assert.notEqual(reasonAgainst(changed), undefined, `octet ${octet}`);
  }
  for (let at = CONTENT_START; at < image.length; at += 10_000) {
    const changed = image.slice();
    changed[Math.min(at + (next() % 10_000), image.length - 1)] ^= 1 << (next() % 8);
    assertRefused(changed, /SHA-256/, `octet ${at}`);
  }
});

test("cut or lengthened at every section's edge, it is refused", () => {
  const edges = [0, 1, 16, 24, 56, CONTENT_START, ...sections.flatMap(({ start, end }) => [start, end])];
  for (const edge of edges)
    for (const length of [edge - 1, edge, edge + 1]) {
      if (length < 0 || length >= image.length) continue;
      assert.notEqual(reasonAgainst(image.subarray(0, length)), undefined, `${length} octets`);
      // A liar also says that this is its size.
      if (length < CONTENT_START) continue;
      const cut = signed(image.slice(0, length), (header) =>
        header.setUint32(HEADER_IMAGE_SIZE, length, true),
      );
      assert.notEqual(reasonAgainst(cut), undefined, `${length} octets, signed`);
    }
  const longer = new Uint8Array(ASN_SIZE_MAX + 1);
  longer.set(image);
  assertRefused(longer, /and 16777216 fit/);
  assertRefused(longer.subarray(0, image.length + 1), /should have/);
});

test("what would make a lookup read elsewhere or name nobody is refused, whoever signed it", () => {
  const last = (section: number, size: number) => end(section) - size;
  const system24 = (header: DataView, at: number, system: number) => {
    header.setUint16(at, system & 0xffff, true);
    header.setUint8(at + 2, system >> 16);
  };
  const lies: [RegExp, (header: DataView) => void][] = [
    [/format 99/, (header) => header.setUint32(HEADER_VERSION, 99, true)],
    [/start where/, (header) => header.setUint32(HEADER_SECTIONS, 320, true)],
    [/end where/, (header) => header.setUint32(HEADER_SECTIONS + 4, 0xffff_ffff, true)],
    [/end where/, (header) => header.setUint32(HEADER_SECTIONS + 4, end(0) + 1, true)],
    [/start where/, (header) => header.setUint32(HEADER_SECTIONS + 4, end(0) - 64, true)],
    [/IPv4 edges/, (header) => header.setUint32(start(SECTION_ROOT4), 1, true)],
    [/IPv4 edges/, (header) => header.setUint32(start(SECTION_ROOT4) + 4, 0, true)],
    [/IPv4 edges/, (header) => header.setUint32(start(SECTION_ROOT4) + 400, 0xffff_ffff, true)],
    [/IPv4 edges/, (header) => header.setUint32(last(SECTION_ROOT4, 4), 1, true)],
    [/IPv4 edges/, (header) => header.setUint16(start(SECTION_KEY4), 1, true)],
    [
      /IPv4 edges|start where/,
      (header) => header.setUint32(HEADER_SECTIONS + 8 * SECTION_SYSTEM4 + 4, end(2) - 3, true),
    ],
    [/IPv6 edges/, (header) => header.setUint32(last(SECTION_ROOT6, 4), 0, true)],
    [/IPv6 edges/, (header) => header.setUint32(start(SECTION_KEY6_HIGH), 7, true)],
    [
      /IPv6 edges|start where/,
      (header) => header.setUint32(HEADER_SECTIONS + 8 * SECTION_KEY6_HIGH + 4, end(4) - 4, true),
    ],
    [/IPv4 edge 0 /, (header) => system24(header, start(SECTION_SYSTEM4), 0x100)],
    [/IPv4 edge 0 /, (header) => system24(header, start(SECTION_SYSTEM4), SYSTEM_EXACT)],
    [/IPv4 edge 0 /, (header) => system24(header, start(SECTION_SYSTEM4), SYSTEM_EMBEDDED)],
    [/IPv6 edge 0 /, (header) => system24(header, start(SECTION_SYSTEM6), SYSTEM_EMBEDDED - 1)],
    [/exact edge 0 /, (header) => system24(header, start(SECTION_EXACT_SYSTEM), SYSTEM_EXACT)],
    [/exact prefixes/, (header) => header.setUint32(start(SECTION_EXACT_FIRST) + 4, 0xffff_ffff, true)],
    [/exact prefixes/, (header) => header.setBigUint64(start(SECTION_EXACT_LOW), 1n, true)],
    [/start with none/, (header) => header.setUint32(start(SECTION_NUMBER), 1, true)],
    [/start with none/, (header) => header.setUint32(start(SECTION_TEXT), 1, true)],
    [
      /start with none|start where/,
      (header) => header.setUint32(HEADER_SECTIONS + 8 * SECTION_TEXT + 4, end(12) - 4, true),
    ],
    [/no AS number/, (header) => header.setUint32(start(SECTION_NUMBER) + 4, 0, true)],
    [/system 1 has no org/, (header) => header.setUint32(start(SECTION_TEXT) + 4, 0xffff_ffff, true)],
    [/system 1 has no org/, (header) => header.setUint32(start(SECTION_TEXT) + 4, 2, true)],
    [/with a NUL/, (header) => header.setUint8(last(SECTION_ORGANIZATIONS, 1), 65)],
    [/with a NUL/, (header) => header.setUint8(start(SECTION_ORGANIZATIONS), 65)],
    [/UTF-8/, (header) => header.setUint8(start(SECTION_ORGANIZATIONS) + 1, 0xff)],
    [/metadata/, (header) => header.setUint8(start(SECTION_METADATA), 0x78)],
    [/metadata/, (header) => header.setUint8(start(SECTION_METADATA) + 1, 0xff)],
  ];
  for (const [pattern, lie] of lies) assertRefused(signed(image, lie), pattern);

  const long = builtAsnImage(
    Array.from({ length: 40 }, (_, k) => `5.5.${k}.0,5.5.${k}.0,${k + 1},Org ${k}`).join("\n"),
  );
  const { sections: places } = new AsnView(long);
  const joined = signed(long, (header) => {
    const { start, end } = places[SECTION_ORGANIZATIONS];
    for (let at = start + 1; at < end - 1; at++) if (header.getUint8(at) === 0) header.setUint8(at, 65);
  });
  assertRefused(joined, /longer than 255/);
});

test("an image that passes never throws nor names what is no text, however it lies", () => {
  const next = randomNumbers(5);
  const organizations = new Set(Array.from({ length: 9 }, (_, k) => `Org, ${k}`)).add("Ende");
  const places = [...sections.slice(0, SECTION_ORGANIZATIONS).map(({ start }) => start), HEADER_SECTIONS];
  let passed = 0;
  for (let round = 0; round < 600; round++) {
    const lie = signed(image, (header) => {
      const at = places[next() % places.length] + 4 * (next() % 64);
      if (at >= start(SECTION_ORGANIZATIONS)) return;
      header.setUint32(
        at,
        next() % 2 ? header.getUint32(at, true) ^ (1 << (next() % 32)) : next() % 99,
        true,
      );
    });
    if (reasonAgainst(lie)) continue;
    passed++;
    const table = tableOf(lie);
    for (const high of [0n, 0x2a00n << 112n, 0x2a01n << 112n, 0x2002n << 112n, 0x64ff9bn << 96n])
      for (let key = 0; key < 20; key++) {
        const low = randomKey(next);
        for (const found of [
          table.systemOf(addressOf(IPV6, high | (low >> 16n))),
          table.systemOf(addressOf(IPV6, high | (low & 0xffff_ffff_0000_ffffn))),
          table.systemOf(addressOf(IPV4, low & 0xffff_ffffn)),
          table.systemOf(addressOf(IPV4, (0x505n << 16n) | (low & 0xffffn))),
        ])
          if (found?.organization !== undefined) assert.ok(organizations.has(found.organization));
      }
  }
  assert.ok(passed > 20, `${passed} passed`);
});

test("no table, another file, one of the other kind", () => {
  assert.throws(() => loadAsnTable("/nowhere/asn.table"), { code: "ASN_TABLE_MISSING", exitCode: 1 });
  assert.throws(() => loadAsnTable(temporaryFile("5.5.0.0,5.5.0.1,1,x\n")), { code: "ASN_TABLE_INVALID" });
  const other = image.slice();
  other.set(new TextEncoder().encode("bordertap geo\r\n\0"));
  assert.throws(
    () => loadAsnTable(temporaryFile(other)),
    /does not start as a table of autonomous systems does/,
  );
  assert.equal(loadAsnTable(temporaryFile(image)).systemOf(addressOf(IPV4, 0x05050000n))?.asn, 64500);
});
