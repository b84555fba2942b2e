import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import {
  HEADER_IMAGE_SIZE,
  HEADER_SECTIONS,
  HEADER_SHA256,
  HEADER_VERSION,
  IMAGE_SIZE_MAX,
  NODE4_WORD_SHIFT,
  ROOT4,
  ROOT6,
  ROOTS_END,
  SECTION_CELLS6,
  SECTION_COUNTRIES,
  SECTION_ENTRIES6,
  SECTION_EXACT_ANSWER,
  SECTION_EXACT_FIRST,
  SECTION_EXACT_HIGH,
  SECTION_EXACT_LOW,
  SECTION_FRAGMENTS4,
  SECTION_METADATA,
  SECTIONS,
  WORD4_INNER,
  WORD4_RUNS,
  WORD4_SIZE,
} from "../../../assembly/geo/image.ts";
import { OperatorError } from "../../../host/errors.ts";
import { addressOf, IPV4, IPV6 } from "../../../host/geo/family.ts";
import { ImageView } from "../../../host/geo/image.ts";
import { attributionOf } from "../../../host/geo/metadata.ts";
import { CountryTable, loadCountryTable } from "../../../host/geo/table.ts";
import { reasonAgainst } from "../../../host/geo/validate.ts";
import { sha256Octets } from "../../../host/platform/hash.ts";
import { geoText } from "../../../host/report/geo-text.ts";
import { widthOf } from "../../../host/report/width.ts";
import { Lookups } from "./helper/lookups.ts";
import { randomKey, randomNumbers } from "./helper/random.ts";
import { builtImage } from "./helper/small-table.ts";

/** Enough edges for cells of several levels, and one inside a /64. */
function sample(): Uint8Array {
  const rows: string[] = [];
  for (let k = 0; k < 64; k++) rows.push(`5.5.${k}.0,5.5.${k}.${k},${k % 2 ? "NL" : "DE"}`);
  for (let k = 0; k < 200; k++)
    rows.push(`2a00:${k.toString(16)}::,2a00:${k.toString(16)}:1::,${k % 2 ? "NL" : "DE"}`);
  for (let k = 0; k < 40; k++) rows.push(`2a01:0:0:${k.toString(16)}::,2a01:0:0:${k.toString(16)}::9,FR`);
  return builtImage({ first: rows.join("\n"), second: "5.0.0.0,5.255.255.255,SE" });
}

const image = sample();
const view = new ImageView(image);

/** The image changed, and its SHA-256 made good: what only a liar writes. */
function lying(change: (header: DataView, image: Uint8Array) => void): Uint8Array {
  const changed = image.slice();
  change(new DataView(changed.buffer), changed);
  changed.set(sha256Octets(changed.subarray(HEADER_SECTIONS)), HEADER_SHA256);
  return changed;
}

test("a built image passes", () => {
  assert.equal(reasonAgainst(image), undefined);
  assert.equal(reasonAgainst(lying(() => {})), undefined);
});

test("a flip of any header bit, or of one in each stretch of the rest, is noticed", () => {
  const next = randomNumbers(1);
  for (let octet = 0; octet < HEADER_SECTIONS + SECTIONS * 8; octet++) {
    const changed = image.slice();
    changed[octet] ^= 1 << (next() % 8);
    assert.notEqual(reasonAgainst(changed), undefined, `octet ${octet}`);
  }
  for (let at = ROOT4; at < image.length; at += 20_000) {
    const changed = image.slice();
    changed[Math.min(at + (next() % 20_000), image.length - 1)] ^= 1 << (next() % 8);
    assert.match(reasonAgainst(changed) ?? "", /SHA-256/, `octet ${at}`);
  }
});

test("cut or lengthened at every section's edge, it is refused", () => {
  const edges = [0, 1, 15, 16, 20, 24, 56, ROOT4, ROOT6, ROOTS_END, image.length];
  for (const { start, end } of view.sections) edges.push(start, end);
  for (const edge of edges)
    for (const length of [edge - 1, edge, edge + 1]) {
      if (length < 0 || length >= image.length) continue;
      assert.notEqual(reasonAgainst(image.subarray(0, length)), undefined, `${length} octets`);
      // A liar also says that this is its size.
      if (length < ROOTS_END) continue;
      const cut = image.slice(0, length);
      new DataView(cut.buffer).setUint32(HEADER_IMAGE_SIZE, length, true);
      cut.set(sha256Octets(cut.subarray(HEADER_SECTIONS)), HEADER_SHA256);
      assert.notEqual(reasonAgainst(cut), undefined, `${length} octets, signed`);
    }
  const longer = new Uint8Array(image.length + 1);
  longer.set(image);
  assert.match(reasonAgainst(longer) ?? "", /should have/);
  assert.match(reasonAgainst(Object.assign(new Uint8Array(IMAGE_SIZE_MAX + 64), [])) ?? "", /does not start/);
});

test("what would make a lookup trap, loop or name nobody is refused, whoever signed it", () => {
  const section = (k: number) => view.sections[k];
  const cells6 = section(SECTION_CELLS6).start;
  const fragments4 = section(SECTION_FRAGMENTS4);
  const { words } = view;
  const node4 = (chunk: number) => words[ROOT4 / 4 + chunk];
  const word4 = (chunk: number) => (node4(chunk) >>> NODE4_WORD_SHIFT) * WORD4_SIZE;
  const firstRun = (word: number) => words[(word + WORD4_RUNS) / 4] + 1;
  const run4 = (chunk: number) => firstRun(word4(chunk));
  const innerWord = (word: number) => (words[(word + WORD4_INNER) / 4] + 1) * WORD4_SIZE;
  const divided = word4(0x505);
  const lies: [string, (header: DataView) => void][] = [
    ["format", (header) => header.setUint32(HEADER_VERSION, 99, true)],
    ["start where", (header) => header.setUint32(HEADER_SECTIONS, ROOTS_END + 64, true)],
    ["start where", (header) => header.setUint32(HEADER_SECTIONS, 64, true)],
    ["end where", (header) => header.setUint32(HEADER_SECTIONS + 4, 0xffff_ffff, true)],
    ["end where", (header) => header.setUint32(HEADER_SECTIONS + 4, section(0).end + 1, true)],
    // A node beyond the fragments, before them, of impossible shifts.
    ["IPv4 words", (header) => header.setUint32(ROOT4 + 4 * 0x505, 0xffff_ffe8, true)],
    ["IPv4 words", (header) => header.setUint32(ROOT4 + 4 * 0x505, 8, true)],
    ["IPv4 words", (header) => header.setUint32(ROOT4, (node4(0) & ~31) | 17, true)],
    ["IPv4 words", (header) => header.setUint32(ROOT4 + 4 * 0x505, (node4(0x505) & ~31) | 7, true)],
    // A word without a first run; runs before the fragments and beyond them; of nobody's country.
    ["IPv4 words", (header) => header.setUint8(word4(0x505), 0xfe)],
    ["IPv4 words", (header) => header.setUint32(word4(0x505) + WORD4_RUNS, ROOTS_END / 2 - 2, true)],
    ["IPv4 words", (header) => header.setUint32(word4(0x505) + WORD4_RUNS, fragments4.end / 2 - 1, true)],
    ["IPv4 words", (header) => header.setUint16(2 * run4(0x505), 0xfefe, true)],
    // A divided cell: where there is none, of words beyond the fragments, of a shift too large, divided again.
    ["IPv4 words", (header) => header.setUint16(2 * run4(0), 0x0101, true)],
    ["IPv4 words", (header) => header.setUint32(divided + WORD4_INNER, fragments4.end / WORD4_SIZE, true)],
    ["IPv4 words", (header) => header.setUint32(innerWord(divided) + WORD4_INNER, 9, true)],
    ["IPv4 words", (header) => header.setUint16(2 * firstRun(innerWord(divided)), 0x0101, true)],
    // Cells of IPv6: leaf beyond the entries, inner to nowhere, to itself, deeper than lookups go.
    ["IPv6 cells", (header) => header.setUint32(ROOT6, 0, true)],
    ["IPv6 cells", (header) => header.setUint32(ROOT6, section(SECTION_ENTRIES6).end / 8 - 15, true)],
    ["IPv6 cells", (header) => header.setUint32(ROOT6, 0xffff_ffc0 | 47, true)],
    ["IPv6 cells", (header) => header.setUint32(cells6, header.getUint32(ROOT6 + 4 * 0x2a00, true), true)],
    ["IPv6 entry", (header) => header.setUint16(section(SECTION_ENTRIES6).start, 0xfefe, true)],
    ["IPv6 entry", (header) => header.setUint16(section(SECTION_ENTRIES6).start, 0x301, true)],
    ["exact entry", (header) => header.setUint16(section(SECTION_EXACT_ANSWER).start, 0x101, true)],
    ["exact prefixes", (header) => header.setUint32(section(SECTION_EXACT_FIRST).start, 1, true)],
    [
      "exact prefixes",
      (header) => header.setUint32(section(SECTION_EXACT_FIRST).start + 4, 0xffff_ffff, true),
    ],
    ["exact prefixes", (header) => header.setBigUint64(section(SECTION_EXACT_LOW).start, 1n, true)],
    ["exact prefixes", (header) => header.setBigUint64(section(SECTION_EXACT_HIGH).start, ~0n, true)],
    ["countries", (header) => header.setUint16(section(SECTION_COUNTRIES).start + 2, 0x5858, true)],
    ["country", (header) => header.setUint16(section(SECTION_COUNTRIES).start + 4, 0x3141, true)],
    ["metadata", (header) => header.setUint8(section(SECTION_METADATA).start, 0x78)],
    ["metadata", (header) => header.setUint8(section(SECTION_METADATA).start + 1, 0xff)],
  ];
  for (const [expected, lie] of lies)
    assert.match(reasonAgainst(lying(lie)) ?? "accepted", new RegExp(expected), expected);
});

/** The same table with other metadata, signed. */
function describedBy(metadata: unknown): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(metadata));
  const { start } = view.sections[SECTION_METADATA];
  const changed = new Uint8Array(start + text.length);
  changed.set(image.subarray(0, start));
  changed.set(text, start);
  const header = new DataView(changed.buffer);
  header.setUint32(HEADER_IMAGE_SIZE, changed.length, true);
  header.setUint32(HEADER_SECTIONS + 8 * SECTION_METADATA + 4, changed.length, true);
  changed.set(sha256Octets(changed.subarray(HEADER_SECTIONS)), HEADER_SHA256);
  return changed;
}

test("metadata whose fields are not what reports print is refused", () => {
  const good = JSON.parse(view.metadataText);
  assert.equal(reasonAgainst(describedBy(good)), undefined);
  const [source, ...rest] = good.sources;
  const withSource = (fields: object) => ({ ...good, sources: [{ ...source, ...fields }, ...rest] });
  for (const field of ["date", "licence", "attribution", "link"])
    assert.equal(reasonAgainst(describedBy(withSource({ [field]: "x" }))), undefined, field);
  const { counts: _, ...uncounted } = good;
  const lies: unknown[] = [
    ...[null, 1, "x", [], {}, uncounted, { ...good, counts: null }, { ...good, counts: [] }],
    ...[null, {}, "x"].map((sources) => ({ ...good, sources })),
    ...[null, [], "x", 1, {}].map((one) => ({ ...good, sources: [one] })),
    withSource({ opinion: "third" }),
  ];
  for (const value of [{}, [], null, true, 1.5, -1, "1"])
    for (const field of ["ipv4Ranges", "ipv6Ranges", "countries"])
      lies.push({ ...good, counts: { ...good.counts, [field]: value } });
  for (const value of [{}, [], null, true, 1])
    for (const field of ["opinion", "name", "sha256", "file", "date", "licence", "attribution", "link"])
      lies.push(withSource({ [field]: value }));
  for (const sha256 of ["", "0".repeat(63), "0".repeat(65), "g".repeat(64)])
    lies.push(withSource({ sha256 }));
  for (const value of [{}, [], null, "1", undefined]) lies.push(withSource({ ranges: value }));
  for (const lie of lies)
    assert.match(reasonAgainst(describedBy(lie)) ?? "accepted", /metadata/, JSON.stringify(lie));
});

test("what a foreign table says of itself is shown in lines that fit, and never obeyed", () => {
  const hostile = `\x1b[31m\u009b\u202e${"手机 ".repeat(60)}\n`;
  const { counts, sources } = JSON.parse(view.metadataText);
  const [source] = sources;
  const fields = ["name", "date", "licence", "attribution", "link", "file"];
  const lie = {
    counts,
    sources: [{ ...source, ...Object.fromEntries(fields.map((name) => [name, hostile])) }],
  };
  const content = describedBy(lie);
  assert.equal(reasonAgainst(content), undefined);
  const table = new CountryTable(new ImageView(content));
  const text = geoText({ path: hostile, table }, undefined, { columns: 80, color: false }, 0);
  assert.match(text, /\\x1b\[31m\\x9b\\u202e/);
  assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\u202e]/u);
  for (const line of text.split("\n")) assert.ok(widthOf(line) <= 80, line);
});

test("an image that passes never traps, however it lies", () => {
  const next = randomNumbers(5);
  const places = [ROOT4, ROOT6, ...view.sections.map(({ start }) => start), HEADER_SECTIONS];
  const lookups = new Lookups();
  let passed = 0;
  for (let round = 0; round < 400; round++) {
    const lie = lying((header) => {
      const at = places[next() % places.length] + 4 * (next() % 64);
      if (at + 4 > image.length) return;
      header.setUint32(at, next() % 2 ? header.getUint32(at, true) ^ (1 << (next() % 32)) : next(), true);
    });
    if (reasonAgainst(lie)) continue;
    passed++;
    lookups.load(lie);
    for (const high of [0n, 0x2a00n << 112n, 0x2a01n << 112n, next() % 2 ? 0n : 0x505n << 112n])
      for (let key = 0; key < 20; key++) {
        const low = randomKey(next);
        lookups.answer(addressOf(IPV6, high | (low >> 16n)));
        lookups.answer(addressOf(IPV6, high | (low & 0xffff_ffff_0000_ffffn)));
        lookups.answer(addressOf(IPV4, low & 0xffff_ffffn));
        lookups.answer(addressOf(IPV4, (0x505n << 16n) | (low & 0xffffn)));
      }
  }
  assert.ok(passed > 20, `${passed} passed`);
});

test("no table, another file, a good one", () => {
  const folder = mkdtempSync(join(tmpdir(), "bordertap-"));
  try {
    const path = join(folder, "geo.table");
    assert.throws(() => loadCountryTable(path), { code: "GEO_TABLE_MISSING", exitCode: 1 });
    writeFileSync(path, "1.0.0.0,1.0.0.255,AU\n");
    assert.throws(() => loadCountryTable(path), { code: "GEO_TABLE_INVALID", exitCode: 1 });
    assert.throws(
      () => loadCountryTable(folder),
      (error) => error instanceof OperatorError,
    );
    writeFileSync(path, image);
    const table = loadCountryTable(path);
    assert.deepEqual(table.view.countries.slice(2), ["DE", "FR", "NL", "SE"]);
    assert.equal(table.codeOf(0), null);
    assert.equal(table.codeOf(1), "ZZ");
    assert.equal(table.codeOf(2), "DE");
    assert.equal(table.nameOf("DE"), "Germany");
    assert.deepEqual(attributionOf([table]), []);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("asconfig.json reserves what the largest image needs", async () => {
  const { default: asconfig } = await import("../../../asconfig.json", { with: { type: "json" } });
  for (const { use } of Object.values(asconfig.targets))
    assert.ok(use.includes(`GEO_IMAGE_MAX=${IMAGE_SIZE_MAX}`));
});
