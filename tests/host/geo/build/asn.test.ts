import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { ASN_SIZE_MAX } from "../../../../host/geo/asn/image.ts";
import { loadAsnTable } from "../../../../host/geo/asn/table.ts";
import { buildAsnImage } from "../../../../host/geo/build/asn.ts";
import { attributionOf } from "../../../../host/geo/metadata.ts";
import { sha256 } from "../../../../host/platform/hash.ts";
import { runProgram } from "../../helper/program.ts";
import { fullAsnImage } from "../helper/asn-table.ts";
import { ASN, noData } from "../helper/rows.ts";

const folder = mkdtempSync(join(tmpdir(), "bordertap-"));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const ipv4 = file("ipv4.csv", '1.0.0.0,1.0.0.255,13335,"Cloudflare, Inc."\n');
const ipv6 = file("ipv6.csv", '2a00::,2a00:ffff::,13335,"Cloudflare, Inc."\n2a01::,2a01::,64500,Two\n');
const output = join(folder, "asn.table");

test("the same files give the same octets, wherever they lie", () => {
  mkdirSync(join(folder, "elsewhere"));
  const copies = [ipv4, ipv6].map((path) => {
    const copy = path.replace(folder, join(folder, "elsewhere"));
    copyFileSync(path, copy);
    return copy;
  });
  assert.deepEqual(buildAsnImage(copies), buildAsnImage([ipv4, ipv6]));
});

test("the pinned package gives the table that is installed", { skip: noData }, () => {
  const image = fullAsnImage();
  assert.ok(image.length < 8_000_000, `${image.length} octets`);
  assert.equal(sha256(image), sha256(readFileSync("dist/asn.table")));
  const table = loadAsnTable(file("full.table", image));
  assert.deepEqual(
    table.metadata.sources.map(({ name, date, licence, file, ranges }) => [
      name,
      date,
      licence,
      file,
      ranges,
    ]),
    [4, 6].map((version) => [
      "RouteViews + NRO + DB-IP Lite",
      "2026-06-17",
      "CC BY 4.0",
      `asn-ipv${version}.csv`,
      version === 4 ? 411_961 : 103_197,
    ]),
  );
  assert.deepEqual(attributionOf([table]), [
    "AS data by routeviews.org, nro.net and DB-IP (CC BY 4.0) https://db-ip.com",
  ]);
  assert.doesNotMatch(JSON.stringify(table.metadata), /node_modules/);
  assert.equal(ASN.length, table.metadata.sources.length);
});

test("more than a table holds", () => {
  const rows = Array.from(
    { length: 70_000 },
    (_, k) => `${(k << 13) >>> 0},${(k << 13) >>> 0},${k + 1},${"y".repeat(249)}${k}`,
  );
  assert.throws(() => buildAsnImage([file("large.csv", rows.slice(8192).join("\n"))]), {
    code: "ASN_TABLE_TOO_LARGE",
    message: new RegExp(`would have \\d+ octets, and ${ASN_SIZE_MAX} are read`),
  });
});

test("geo build --asn and geo info, the commands", async () => {
  const built = await runProgram(["geo", "build", "--asn", ipv4, "--asn", ipv6, "--output", output]);
  assert.deepEqual([built.status, built.stdout], [0, ""], built.stderr);
  assert.deepEqual(readFileSync(output), Buffer.from(buildAsnImage([ipv4, ipv6])));

  const { stdout } = await runProgram(["geo", "info", "--asn", output, "--json"]);
  const { sources, asn } = JSON.parse(stdout);
  assert.equal(sources[0].opinion, "first");
  assert.deepEqual([asn.octets, asn.sha256], [readFileSync(output).length, sha256(readFileSync(output))]);
  assert.deepEqual(asn.counts, {
    ipv4Ranges: 3,
    ipv6Ranges: asn.counts.ipv6Ranges,
    systems: 2,
    organizations: 2,
  });
  const text = await runProgram(["geo", "info", "--asn", output]);
  assert.match(text.stdout, /^2 autonomous systems of 2 organizations, 3 IPv4 and /m);
  assert.match(text.stdout, /^ipv6\.csv\n {2}ipv6\.csv, 2 ranges$/m);
  const without = await runProgram(["geo", "info", "--no-asn"]);
  assert.doesNotMatch(without.stdout, /autonomous|routeviews/);
});

test("geo build: what excludes each other, what cannot be read", async () => {
  writeFileSync(output, "kept");
  const build = ["geo", "build", "--output", output];
  for (const [command, status, message] of [
    [
      [...build, "--asn", ipv4, "--first", ipv4],
      2,
      /'--asn <file>' cannot be used with option '--first <file>'/,
    ],
    [[...build, "--asn", ipv4, "--second", ipv4], 2, /'--asn <file>' cannot be used with option '--second/],
    [
      [...build, "--override", ipv4, "--asn", ipv4],
      2,
      /'--asn <file>' cannot be used with option '--override/,
    ],
    [build, 2, /one of the options '--first <file>' and '--asn <file>' is required\nSee bordertap geo build/],
    [[...build, "--second", ipv4], 2, /'--first <file>' and '--asn <file>' is required/],
    [[...build, "--asn", join(folder, "absent.csv")], 1, /cannot read .*absent\.csv/],
    [[...build, "--asn", file("wrong.csv", "1.0.0.0,1.0.0.255,AU,x\n")], 2, /line 1: .*no AS number/],
    [["geo", "info", "--asn", join(folder, "absent.table")], 1, /no table of autonomous systems at /],
    [["geo", "info", "--asn", ipv4], 1, /not a usable table of autonomous systems /],
  ] as const) {
    const run = await runProgram(command);
    assert.deepEqual([run.status, run.stdout], [status, ""], command.join(" "));
    assert.match(run.stderr, message);
    assert.doesNotMatch(run.stderr, /\n {4}at /);
  }
  assert.equal(readFileSync(output, "utf8"), "kept");
});
