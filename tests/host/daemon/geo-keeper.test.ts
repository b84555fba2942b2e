// Which country table is to be loaded, and when it is another.

import assert from "node:assert/strict";
import { renameSync, writeFileSync } from "node:fs";
import test from "node:test";
import type { GeoConfig } from "../../../host/config/config.ts";
import { GeoKeeper } from "../../../host/daemon/geo-keeper.ts";
import { Log } from "../../../host/daemon/log.ts";
import { temporaryFile, temporaryPath } from "../helper/temporary-file.ts";

const log = new Log("error", () => {});

function configOf(table: string): GeoConfig {
  return { table, updateIntervalHours: 0, directory: temporaryPath() };
}

test("the same file is not taken again; another one in its place, or a changed one, is", () => {
  const table = temporaryFile("one");
  const keeper = new GeoKeeper(configOf(table), log, () => {});
  const { generation } = keeper.wanted;
  keeper.configure(configOf(table));
  keeper.configure(configOf(table));
  assert.deepEqual(keeper.wanted, { path: table, generation });
  const other = temporaryFile("two");
  renameSync(other, table);
  keeper.configure(configOf(table));
  assert.equal(keeper.wanted.generation, generation + 1);
  writeFileSync(table, "three");
  keeper.configure(configOf(table));
  assert.equal(keeper.wanted.generation, generation + 2);
  const elsewhere = temporaryFile("three");
  keeper.configure(configOf(elsewhere));
  assert.deepEqual(keeper.wanted, { path: elsewhere, generation: generation + 3 });
});

test("what is not there is asked for each time, so that it is told each time", () => {
  const missing = temporaryPath();
  const keeper = new GeoKeeper(configOf(missing), log, () => {});
  const { generation } = keeper.wanted;
  keeper.configure(configOf(missing));
  assert.equal(keeper.wanted.generation, generation + 1);
});
