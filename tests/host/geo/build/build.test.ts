import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import type { OperatorError } from "../../../../host/errors.ts";
import { buildImage } from "../../../../host/geo/build/build.ts";
import { attributionOf } from "../../../../host/geo/metadata.ts";
import { loadCountryTable } from "../../../../host/geo/table.ts";
import { runProgram } from "../../helper/program.ts";
import { mmdb } from "../helper/mmdb-writer.ts";
import { FIRST, MMDB, noData, SECOND } from "../helper/rows.ts";

const folder = mkdtempSync(join(tmpdir(), "bordertap-"));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const first = file("first.csv", "1.0.0.0,1.0.0.255,AU\n2a00::,2a00:ffff::,DE\n");
const second = file("second.csv", "1.0.0.0,1.0.0.255,CN\n");
const override = file("override.txt", "1.0.0.7/32,NL\n");

test("the same files give the same octets, wherever they lie", () => {
  const image = buildImage({ first: [first], second: [second], override });
  mkdirSync(join(folder, "elsewhere"));
  const [first2, second2, override2] = [first, second, override].map((path) => {
    const copy = path.replace(folder, join(folder, "elsewhere"));
    copyFileSync(path, copy);
    return copy;
  });
  assert.deepEqual(buildImage({ first: [first2], second: [second2], override: override2 }), image);
});

test("the pinned packages, twice, in two processes and time zones", { skip: noData }, () => {
  const hashes = ["UTC", "Asia/Tokyo"].map((zone) => {
    const script = `
      import { buildImage } from "./host/geo/build/build.ts";
      import { sha256 } from "./host/platform/hash.ts";
      const image = buildImage({ first: ${JSON.stringify(FIRST)}, second: ${JSON.stringify(SECOND)} });
      console.log(image.length, sha256(image));`;
    const options = { env: { ...process.env, TZ: zone }, encoding: "utf8" } as const;
    const run = spawnSync(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "-e", script],
      options,
    );
    assert.equal(run.status, 0, run.stderr);
    return run.stdout;
  });
  assert.equal(hashes[0], hashes[1]);
  assert.ok(Number.parseInt(hashes[0], 10) <= 11_000_000, hashes[0]);
});

test("names, dates and licences of known publishers", { skip: noData }, () => {
  const path = file("table", buildImage({ first: [...FIRST], second: [SECOND[0]] }));
  const table = loadCountryTable(path);
  const { metadata, database } = table;
  assert.deepEqual(
    metadata.sources.map(({ opinion, name, date, licence, file, ranges }) => [
      opinion,
      name,
      date,
      licence,
      file,
      ranges,
    ]),
    [
      ["first", "DB-IP Lite", "2026-06-01", "CC BY 4.0", "dbip-country-ipv4.csv", 355_800],
      ["first", "DB-IP Lite", "2026-06-01", "CC BY 4.0", "dbip-country-ipv6.csv", 345_868],
      [
        "second",
        "GeoFeed + Whois + ASN",
        "2026-06-17",
        "CC BY 4.0",
        "geo-whois-asn-country-ipv4.csv",
        334_294,
      ],
    ],
  );
  assert.deepEqual(attributionOf([table]), [
    "IP Geolocation by DB-IP (CC BY 4.0) https://db-ip.com",
    "Registry data of the RIRs by the NRO (CC BY 4.0) https://www.nro.net",
  ]);
  assert.deepEqual(database, { name: "DB-IP Lite", date: "2026-06-01" });
  assert.match(metadata.sources[0].sha256, /^[0-9a-f]{64}$/);
  assert.doesNotMatch(JSON.stringify(metadata), /node_modules/);
});

test("sources of the user's own", () => {
  const networks = { "1.0.0.0/24": { country: { iso_code: "AU" } } };
  const mine = file(
    "GeoLite2-Country.mmdb",
    mmdb({ networks, metadata: { database_type: "GeoLite2-Country" } }),
  );
  const csv = file("dbip-country-lite-2026-06.csv", "1.0.0.0,1.0.0.255,AU\n");
  for (const [path, name, date, attribution] of [
    [mine, "GeoLite2-Country", "2026-06-01", /MaxMind/],
    [csv, "DB-IP Lite", "2026-06-01", /DB-IP/],
    [first, "first.csv", undefined, /^$/],
  ] as const) {
    const table = loadCountryTable(file("own.table", buildImage({ first: [path], second: [] })));
    assert.deepEqual(table.database, { name, date });
    assert.match(attributionOf([table]).join(), attribution);
  }
});

test("more countries than numbers", () => {
  const codes = Array.from({ length: 255 }, (_, k) =>
    String.fromCharCode(65 + Math.floor(k / 26), 65 + (k % 26)),
  );
  const rows = codes.map((code, k) => `1.0.${k}.0,1.0.${k}.255,${code}`);
  const accepted = file("254.csv", rows.slice(0, 254).join("\n"));
  assert.ok(buildImage({ first: [accepted], second: [] }).length > 0);
  const refused = file("255.csv", rows.join("\n"));
  assert.throws(
    () => buildImage({ first: [refused], second: [] }),
    (error: OperatorError) =>
      error.code === "GEO_SOURCE_INVALID" && /255 countries, and a table holds 254/.test(error.message),
  );
});

test("the densest IPv4 there can be: every address another country", () => {
  const rows = Array.from(
    { length: 65_536 },
    (_, k) => `${0x05050000 + k},${0x05050000 + k},${k % 2 ? "NL" : "DE"}`,
  );
  const image = buildImage({ first: [file("dense.csv", rows.join("\n"))], second: [] });
  const table = loadCountryTable(file("dense.table", image));
  assert.equal(table.metadata.counts.ipv4Ranges > 65_536, true);
});

const build = ["geo", "build", "--first", first, "--second", second, "--override", override, "--output"];

test("geo build and geo info, the commands", async () => {
  mkdirSync(join(folder, "new"));
  const output = join(folder, "new", "geo.table");
  const built = await runProgram([...build, output]);
  assert.equal(built.status, 0, built.stderr);
  assert.equal(built.stdout, "");
  assert.deepEqual(readdirSync(join(folder, "new")), ["geo.table"]);

  const info = await runProgram(["geo", "info", "--geo", output, "--json"]);
  assert.equal(info.status, 0);
  const report = JSON.parse(info.stdout);
  assert.equal(report.octets, readFileSync(output).length);
  assert.deepEqual(
    report.sources.map(({ opinion, file }: { opinion: string; file: string }) => [opinion, file]),
    [
      ["first", "first.csv"],
      ["second", "second.csv"],
      ["override", "override.txt"],
    ],
  );
  const text = await runProgram(["geo", "info", "--geo", output]);
  assert.match(text.stdout, /^4 countries, /m);
});

test("geo build: what cannot be read or written", async () => {
  const output = join(folder, "kept.table");
  writeFileSync(output, "kept");
  for (const [command, status, message] of [
    [[...build, join(first, "x")], 1, /cannot write/],
    [
      ["geo", "build", "--first", join(folder, "absent.csv"), "--output", output],
      1,
      /cannot read .*absent\.csv/,
    ],
    [["geo", "build", "--first", folder, "--output", output], 1, /cannot read/],
    [
      ["geo", "build", "--first", override, "--output", output],
      2,
      /line 1: 1\.0\.0\.7\/32,NL: the first field/,
    ],
    [["geo", "build", "--first", first, "--override", first, "--output", output], 2, /overrides in/],
    [["geo", "build", "--output", output], 2, /--first/],
    [["geo", "build", "--first", first], 2, /--output/],
    [["geo", "info", "--geo", join(folder, "absent.table")], 1, /no country table at .*absent\.table/],
    [["geo", "info", "--geo", first], 1, /not a usable country table/],
    [["geo", "nonsense"], 2, /nonsense/],
  ] as const) {
    const run = await runProgram(command);
    assert.equal(run.status, status, command.join(" "));
    assert.equal(run.stdout, "", command.join(" "));
    assert.match(run.stderr, message);
    assert.doesNotMatch(run.stderr, /\n {4}at /);
  }
  assert.equal(readFileSync(output, "utf8"), "kept");
});

test("lookup, the command", async () => {
  const output = join(folder, "lookup.table");
  assert.equal((await runProgram([...build, output])).status, 0);
  const addresses = ["1.0.0.1", "1.0.0.7", "2A00:0::0001", "192.168.1.1", "64:ff9b::1.0.0.1", "9.9.9.9"];
  const run = await runProgram(["lookup", ...addresses, "--json", "--no-asn", "--geo", output]);
  assert.equal(run.status, 0, run.stderr);
  const database = { name: "first.csv" };
  assert.deepEqual(JSON.parse(run.stdout), [
    {
      address: "1.0.0.1",
      country: "AU",
      countryName: "Australia",
      otherCountry: "CN",
      range: { first: "1.0.0.0", last: "1.0.0.6" },
      database,
    },
    {
      address: "1.0.0.7",
      country: "NL",
      countryName: "Netherlands",
      range: { first: "1.0.0.7", last: "1.0.0.7" },
      database,
    },
    {
      address: "2a00::1",
      country: "DE",
      countryName: "Germany",
      range: { first: "2a00::", last: "2a00:ffff::" },
      database,
    },
    {
      address: "192.168.1.1",
      country: null,
      special: "Private-Use",
      range: { first: "192.168.0.0", last: "192.168.255.255" },
      database,
    },
    {
      address: "64:ff9b::100:1",
      country: "AU",
      countryName: "Australia",
      otherCountry: "CN",
      range: { first: "64:ff9b::100:0", last: "64:ff9b::100:6" },
      database,
    },
    { address: "9.9.9.9", country: "ZZ", range: { first: "1.0.1.0", last: "9.255.255.255" }, database },
  ]);

  const text = await runProgram(["lookup", ...addresses, "1:2:3:4:5:6:7:8", "--geo", output]);
  assert.equal(text.status, 0);
  assert.match(text.stdout, /^1\.0\.0\.1 +AU +CN +Australia$/m);
  assert.match(text.stdout, /^192\.168\.1\.1 +- +Private-Use$/m);
  for (const line of text.stdout.split("\n")) assert.ok(line.length <= 80, line);

  const wrong = await runProgram(["lookup", "1.0.0.1", "1.0.0", "fe80::1%eth0", "--json", "--geo", output]);
  assert.equal(wrong.status, 2);
  assert.equal(wrong.stdout, "");
  assert.match(wrong.stderr, /"1\.0\.0".*"fe80::1%eth0"/);
  const none = await runProgram(["lookup", "--geo", output]);
  assert.equal(none.status, 2);
});

test("the user's MMDB replaces the first opinion", { skip: noData }, async () => {
  const output = join(folder, "mmdb.table");
  const run = await runProgram(["geo", "build", "--first", MMDB, "--output", output]);
  assert.equal(run.status, 0, run.stderr);
  assert.ok(existsSync(output));
  const lookup = await runProgram(["lookup", "8.8.8.8", "--json", "--geo", output]);
  const [{ country, database }] = JSON.parse(lookup.stdout);
  assert.equal(country, "US");
  assert.equal(database.date, "2026-06-01");
});
