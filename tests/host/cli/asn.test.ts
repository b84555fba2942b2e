// Who names autonomous systems, from which table, and what they do without one.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import test from "node:test";
import { builtAsnImage } from "../geo/helper/asn-table.ts";
import { runProgram } from "../helper/program.ts";
import { temporaryFile } from "../helper/reader.ts";

const PHONE = "tests/captures/phone-2014/phone-2014.pcap";
const HOSTILE = "Evil \u202eInc. 手机";
const ROWS = ["87.40.6.50", "113.96.12.80"].map((address) => `${address},${address},4294967295,${HOSTILE}\n`);
const own = temporaryFile(builtAsnImage(ROWS.join("")));

test("lookup: number and organization after the country, absent where there is none", async () => {
  const addresses = ["113.96.12.80", "64:ff9b::113.96.12.80", "113.96.12.81", "10.0.0.1"];
  const { stdout } = await runProgram(["lookup", ...addresses, "--json", "--asn", own]);
  const reports = JSON.parse(stdout);
  for (const { asn, organization } of reports.slice(0, 2))
    assert.deepEqual([asn, organization], [4294967295, HOSTILE]);
  for (const report of reports.slice(2)) assert.ok(!("asn" in report || "organization" in report));
  assert.deepEqual(Object.keys(reports[0]).slice(0, 5), [
    "address",
    "country",
    "countryName",
    "asn",
    "organization",
  ]);

  const text = await runProgram(["lookup", ...addresses, "--asn", own]);
  assert.match(text.stdout, /^113\.96\.12\.80 .*\n {2}AS4294967295 Evil \\u202eInc\. 手机\n64:ff9b/m);
  const none = await runProgram(["lookup", ...addresses, "--no-asn"]);
  assert.doesNotMatch(none.stdout, /AS\d|routeviews/);
});

test("replay: in the order of the contract, only of remote ends that somebody announces", async () => {
  const { stdout } = await runProgram(["replay", PHONE, "--json"]);
  const { flows, geo } = JSON.parse(stdout);
  const named = flows.filter(({ asn }: { asn?: number }) => asn !== undefined);
  assert.ok(named.length > 10);
  for (const flow of named) {
    assert.notEqual(flow.country, null);
    const keys = Object.keys(flow);
    const at = keys.indexOf("asn");
    assert.deepEqual(keys.slice(at, at + 2), ["asn", "organization"]);
    assert.equal(keys[at - 1], "otherCountry" in flow ? "otherCountry" : "country");
  }
  for (const flow of flows) if (flow.country === null) assert.ok(!("asn" in flow));
  const { asn, organization } = flows.find(({ remote }: { remote: string }) => remote === "113.96.12.80");
  assert.deepEqual([asn, organization], [4134, "Chinanet"]);
  assert.match(geo.sources.at(-1).name, /RouteViews/);
});

test("replay --no-asn, and with a table of one's own", async () => {
  const none = await runProgram(["replay", PHONE, "--json", "--no-asn"]);
  assert.ok(!none.stdout.includes('"asn"') && !none.stdout.includes('"organization"'));
  assert.ok(!none.stdout.includes("RouteViews"));
  assert.doesNotMatch((await runProgram(["replay", PHONE, "--no-asn"])).stdout, /Chinanet|routeviews/);
  const mine = await runProgram(["replay", PHONE, "--asn", own]);
  assert.match(mine.stdout, /mail\.example \(sni\) TCP 443 {2}Ireland {2}Evil \\u202…$/m);
  assert.doesNotMatch(mine.stdout, /HEAnet|routeviews/);
});

test("an installed table that was left out is not missed; a damaged or a named one is", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bordertap-"));
  try {
    const isLeftOut = (name: string) => name === "asn.table" || name === "koffi";
    cpSync("dist", folder, { recursive: true, filter: (path) => !isLeftOut(basename(path)) });
    const run = (...command: string[]) =>
      spawnSync(process.execPath, [join(folder, "bordertap.js"), ...command], { encoding: "utf8" });
    const left = run("lookup", "113.96.12.80", "--json");
    assert.deepEqual([left.status, left.stderr], [0, ""]);
    assert.ok(!("asn" in JSON.parse(left.stdout)[0]));
    for (const command of [
      ["replay", PHONE],
      ["geo", "info"],
    ]) {
      const { status, stdout } = run(...command);
      assert.equal(status, 0);
      assert.doesNotMatch(stdout, /routeviews/);
    }
    const named = run("lookup", "113.96.12.80", "--asn", join(folder, "asn.table"));
    assert.deepEqual([named.status, named.stdout], [1, ""]);
    assert.match(named.stderr, /no table of autonomous systems at .*--no-asn/s);

    const damaged = readFileSync("dist/asn.table");
    damaged[5_000_000] ^= 1;
    writeFileSync(join(folder, "asn.table"), damaged);
    for (const command of [
      ["lookup", "1.1.1.1"],
      ["replay", PHONE, "--json"],
    ]) {
      const { status, stdout, stderr } = run(...command);
      assert.deepEqual([status, stdout], [1, ""]);
      assert.match(stderr, /not a usable table of autonomous systems .*SHA-256/);
      assert.equal(run(...command, "--no-asn").status, 0);
    }
    assert.equal(run("dissect", PHONE).status, 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
