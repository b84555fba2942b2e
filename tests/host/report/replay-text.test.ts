import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { ImageView } from "../../../host/geo/image.ts";
import { CountryTable } from "../../../host/geo/table.ts";
import { registrableDomains } from "../../../host/names/registrable.ts";
import { replayText } from "../../../host/report/replay-text.ts";
import { widthOf } from "../../../host/report/width.ts";
import { builtImage } from "../geo/helper/small-table.ts";

import { pcapFile } from "../helper/pcap-file.ts";
import { longCapture } from "./helper/long-capture.ts";
import { replayed } from "./helper/replayed.ts";

const COUNTRIES = [
  "GS",
  "CN",
  "VC",
  "BQ",
  "US",
  "GB",
  "CD",
  "HM",
  "UM",
  "IO",
  "BA",
  "TF",
  "MP",
  "FK",
  "PM",
  "TT",
];
const ATTRIBUTION = `Data of somebody ${"with a long name ".repeat(8)}`.trim();

/** One /16 a country, on which the second opinion says NL; with an attribution that fits no line. */
function table(): CountryTable {
  const first = COUNTRIES.map((code, k) => `2a1${k.toString(16)}::,2a1${k.toString(16)}:ffff::,${code}`);
  const second = "2a10::,2a1f:ffff::,NL";
  const table = new CountryTable(new ImageView(builtImage({ first: first.join("\n"), second })));
  Object.assign(table.metadata.sources[0], { attribution: ATTRIBUTION });
  return table;
}

const SGR = new RegExp(`${"\x1b"}\\[\\d+m`, "g");

const countries = table();
const phone = readFileSync(new URL("../../captures/phone-2014/phone-2014.pcap", import.meta.url));
const captures = [
  phone,
  ...[true, false].map((ethernet) => longCapture(12, 40, ethernet)),
  ...[true, false].map((ethernet) => longCapture(1, 3, ethernet)),
];

const registrable = await registrableDomains();

test("no line is wider than the terminal, and the attribution ends the report", () => {
  for (const capture of captures) {
    const report = replayed(capture, countries);
    for (const columns of [42, 50, 60, 61, 79, 80, 81, 120, 200]) {
      const text = replayText(`/tmp/${"手机".repeat(60)}.pcap`, report, registrable, {
        columns,
        color: false,
      });
      for (const line of text.split("\n"))
        assert.ok(widthOf(line) <= columns, `${columns} columns: ${widthOf(line)}: ${line}`);
      assert.ok(text.split("\n")[0].endsWith("手机.pcap"));
      assert.ok(text.replaceAll("\n", " ").endsWith(`${ATTRIBUTION} `), text);
      assert.ok(!text.includes("\x1b"));
    }
  }
});

test("colours add nothing but colours", () => {
  const report = replayed(phone, countries);
  const plain = replayText("x", report, registrable, { columns: 80, color: false });
  const coloured = replayText("x", report, registrable, { columns: 80, color: true });
  assert.notEqual(coloured, plain);
  assert.equal(coloured.replaceAll(SGR, ""), plain);
});

test("both opinions of a large upload", () => {
  const text = replayText("x", replayed(longCapture(1, 1, true), countries), registrable, {
    columns: 80,
    color: false,
  });
  assert.match(text, /^ {2}4\.29 GB {2}02:00:00:00:00:00 to 2a10:1111\S*… UDP 65521 .*GS\/NL\)?$/m);
});

test("devices, countries and addresses that are not shown are counted", () => {
  const text = replayText("x", replayed(longCapture(12, 40, true), countries), registrable, {
    columns: 80,
    color: false,
  });
  assert.match(text, /^ {2}and 1 more country, /m);
  assert.match(text, /^ {2}and 10 more countries, /m);
  assert.match(text, /^ {2}and 4 more devices \(--json lists all\)$/m);
});

test("an empty capture has no empty tables", () => {
  const text = replayText("x", replayed(pcapFile({}, []), countries), registrable, {
    columns: 200,
    color: false,
  });
  assert.equal(text, `x\n0 frames, 0 B\n\n${ATTRIBUTION}\n`);
});

test("a report without names needs nobody to group them", () => {
  const paper = { columns: 80, color: false };
  const nameless = replayed(longCapture(1, 3, true), countries);
  assert.ok(!nameless.isNamed);
  assert.equal(replayText("x", nameless, undefined, paper), replayText("x", nameless, registrable, paper));
  assert.ok(replayed(phone, countries).isNamed);
});
