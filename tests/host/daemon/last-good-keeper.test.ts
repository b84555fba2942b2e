import assert from "node:assert/strict";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { parseConfig } from "../../../host/config/load.ts";
import { LastGoodKeeper } from "../../../host/daemon/last-good-keeper.ts";
import { Log } from "../../../host/daemon/log.ts";
import { lastGoodOf } from "../../../host/firewall/last-good.ts";
import { loadCountryTable } from "../../../host/geo/table.ts";
import { compile } from "../../../host/policy/compile.ts";
import { temporaryFile } from "../helper/temporary-file.ts";

const TABLE = fileURLToPath(new URL("../../../dist/geo.table", import.meta.url));
const NOW_MS = Date.UTC(2026, 10, 20, 12);

/** A configuration that blocks a country, and what a keeper says of it. */
function configOf(code: string, bordertap: object = {}) {
  const file = { bordertap, country: [{ codes: [code], action: "block" }] };
  return parseConfig(new TextEncoder().encode(JSON.stringify(file))).config!;
}

function keeper() {
  const lines: string[] = [];
  const kept = new LastGoodKeeper(new Log("info", (line) => lines.push(line)));
  const prefixes = (config: ReturnType<typeof configOf>, policy: number, geo = 1, path = TABLE) => {
    const plan = compile(config.policy, true);
    const settings = { geo: { path, generation: geo }, local: [], policy: { plan, generation: policy } };
    return kept.prefixes(config, settings, NOW_MS);
  };
  return { prefixes, lines };
}

test("compiled once for a policy and a table: as long as both are the same, so is the list", () => {
  const { prefixes, lines } = keeper();
  const korea = configOf("KP");
  const first = prefixes(korea, 1)!;
  assert.deepEqual(first, lastGoodOf(korea.policy, loadCountryTable(TABLE), NOW_MS));
  assert.ok(first.length > 0);
  assert.equal(prefixes(korea, 1), first);
  assert.notEqual(prefixes(korea, 1, 2), first);
  const other = prefixes(configOf("BY"), 2, 2);
  assert.deepEqual(other, lastGoodOf(configOf("BY").policy, loadCountryTable(TABLE), NOW_MS));
  assert.deepEqual(lines, []);
});

test("where neither fail nor boot asks for one there is none, always the same; where one of them does, it is there", () => {
  const { prefixes } = keeper();
  const none = prefixes(configOf("KP", { fail: "open", boot: "closed" }), 1);
  assert.deepEqual(none, []);
  assert.equal(prefixes(configOf("BY", { fail: "closed", boot: "open" }), 2), none);
  assert.ok(prefixes(configOf("KP", { fail: "open", boot: "last-good" }), 3)!.length > 0);
  assert.ok(prefixes(configOf("KP", { fail: "last-good", boot: "open" }), 4)!.length > 0);
});

test("a policy that blocks too much has none, and it says so once", () => {
  const { prefixes, lines } = keeper();
  assert.equal(prefixes(configOf("US"), 1), undefined);
  assert.equal(prefixes(configOf("US"), 1), undefined);
  assert.equal(lines.length, 1);
  assert.match(lines[0], /^level=warning .*while nobody judges, nothing new passes/);
});

test("a table that cannot be read leaves the set before, and is told once", () => {
  const { prefixes, lines } = keeper();
  const first = prefixes(configOf("KP"), 1);
  const damaged = temporaryFile("no table");
  assert.equal(prefixes(configOf("KP"), 1, 2, damaged), first);
  assert.equal(prefixes(configOf("KP"), 1, 2, damaged), first);
  assert.equal(lines.length, 1);
  assert.match(lines[0], /^level=error event="no block set of this country table, the one before stays"/);
  // With nothing before there is none, which closes.
  assert.equal(keeper().prefixes(configOf("KP"), 1, 1, damaged), undefined);
});
