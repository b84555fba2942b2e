// Which country table is to be loaded, and when it is another.

import assert from "node:assert/strict";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import type { GeoConfig } from "../../../host/config/config.ts";
import { GeoKeeper } from "../../../host/daemon/geo-keeper.ts";
import { Log } from "../../../host/daemon/log.ts";
import type { ProgramEnd, ProgramLimits } from "../../../host/platform/own-program.ts";
import type { TableState } from "../../../host/tap/messages.ts";
import { builtTable } from "../geo/helper/small-table.ts";
import { temporaryFile, temporaryPath } from "../helper/temporary-file.ts";

const log = new Log("error", () => {});
const { image, metadata } = builtTable({ first: "1.0.0.0,1.0.0.255,AU\n" }).table;
const NOW = Date.parse("2026-11-20T12:00:00Z");
/** What the taps have loaded; made before now. */
const LOADED: TableState = {
  generation: 0,
  codes: [],
  metadata: { ...metadata, sources: metadata.sources.map((source) => ({ ...source, date: "2026-11-01" })) },
};

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

/** A keeper whose folder has a table, and its updates, which end when they are told. */
class Updating {
  readonly config: GeoConfig = {
    source: { kind: "mmdb", path: "/one.mmdb" },
    updateIntervalHours: 168,
    directory: temporaryPath(),
  };
  readonly keeper: GeoKeeper;
  /** Arguments of every update that began. */
  readonly begun: (readonly string[])[] = [];
  changes = 0;
  #end: (end: ProgramEnd) => void = () => {};
  #signal: AbortSignal | undefined;

  constructor() {
    mkdirSync(this.config.directory);
    this.install();
    const changed = () => {
      this.changes++;
    };
    this.keeper = new GeoKeeper(this.config, log, changed, (command, limits) => this.#run(command, limits));
  }

  /** As a reload reads it: of the same content, and none of the same objects. */
  reload(changes: Partial<GeoConfig> = {}): void {
    this.keeper.configure(structuredClone({ ...this.config, ...changes }));
  }

  tick(): void {
    this.keeper.tick(NOW, LOADED);
  }

  get isStopped(): boolean {
    return this.#signal!.aborted;
  }

  /** A table into its place, as an update does it. */
  install(directory = this.config.directory): void {
    renameSync(temporaryFile(image), join(directory, "geo.table"));
  }

  /** The update that runs ends with that. */
  async end(result: "installed" | "unchanged"): Promise<void> {
    const { directory } = this.config;
    const table = join(directory, "geo.table");
    const outcome = { result, time: new Date().toISOString(), source: "/one.mmdb", table };
    this.#end({ status: 0, output: JSON.stringify(outcome), message: "" });
    await new Promise(setImmediate);
  }

  #run(command: readonly string[], { signal }: ProgramLimits): Promise<ProgramEnd> {
    this.begun.push(command);
    this.#signal = signal;
    return new Promise((resolve) => {
      this.#end = resolve;
    });
  }
}

test("what an update installed is told once; what it left as it was is not", async () => {
  const updating = new Updating();
  const { path, generation } = updating.keeper.wanted;
  assert.equal(path, join(updating.config.directory, "geo.table"));
  updating.tick();
  updating.install();
  await updating.end("installed");
  assert.deepEqual([updating.keeper.wanted, updating.changes], [{ path, generation: generation + 1 }, 1]);
  updating.reload({ updateIntervalHours: 0 });
  assert.equal(updating.keeper.wanted.generation, generation + 1);
  const unchanged = new Updating();
  unchanged.tick();
  await unchanged.end("unchanged");
  assert.deepEqual([unchanged.keeper.wanted.generation, unchanged.changes], [generation, 0]);
});

test("a reload while an update runs: what it installs is loaded, and its end is known", async () => {
  const updating = new Updating();
  const { path, generation } = updating.keeper.wanted;
  updating.tick();
  updating.reload();
  updating.reload({ updateIntervalHours: 24 });
  updating.install();
  await updating.end("installed");
  assert.deepEqual([updating.keeper.wanted, updating.changes], [{ path, generation: generation + 1 }, 1]);
  // Nothing else says so: the folder has no state here.
  assert.equal(updating.keeper.lastUpdate?.ok, true);
  updating.tick();
  assert.equal(updating.begun.length, 1);
});

test("a reload between an update's table and its end takes the table; the end has nothing to add", async () => {
  const updating = new Updating();
  const { generation } = updating.keeper.wanted;
  updating.tick();
  updating.install();
  updating.reload();
  assert.equal(updating.keeper.wanted.generation, generation + 1);
  await updating.end("installed");
  assert.deepEqual([updating.keeper.wanted.generation, updating.changes], [generation + 1, 0]);
});

test("another source while an update runs: its table is loaded, then comes the other's, never both at once", async () => {
  const updating = new Updating();
  const { generation } = updating.keeper.wanted;
  updating.tick();
  updating.reload({ source: { kind: "mmdb", path: "/two.mmdb" } });
  updating.tick();
  updating.reload();
  updating.tick();
  updating.reload({ source: { kind: "mmdb", path: "/two.mmdb" } });
  updating.tick();
  assert.equal(updating.begun.length, 1);
  updating.install();
  await updating.end("installed");
  assert.deepEqual([updating.keeper.wanted.generation, updating.changes], [generation + 1, 1]);
  assert.equal(updating.keeper.lastUpdate, undefined);
  updating.tick();
  updating.tick();
  assert.deepEqual(
    updating.begun.map((command) => command.at(-1)),
    ["/one.mmdb", "/two.mmdb"],
  );
});

test("no source any more while an update runs: its table is loaded all the same", async () => {
  const updating = new Updating();
  const { generation } = updating.keeper.wanted;
  updating.tick();
  updating.reload({ source: undefined });
  updating.install();
  await updating.end("installed");
  assert.deepEqual([updating.keeper.wanted.generation, updating.changes], [generation + 1, 1]);
});

test("a table in another folder, or beside the one that is named, is nobody's to load", async () => {
  const directory = temporaryPath();
  const table = temporaryFile(image);
  for (const elsewhere of [{ directory }, { table }]) {
    const updating = new Updating();
    mkdirSync(directory, { recursive: true });
    updating.install(directory);
    updating.tick();
    updating.reload(elsewhere);
    const { wanted } = updating.keeper;
    updating.install();
    await updating.end("installed");
    assert.deepEqual([updating.keeper.wanted, updating.changes], [wanted, 0]);
  }
});

test("stopped while an update runs: nobody is told any more", async () => {
  const updating = new Updating();
  const { wanted } = updating.keeper;
  updating.tick();
  updating.keeper.stop();
  assert.ok(updating.isStopped);
  updating.install();
  await updating.end("installed");
  assert.deepEqual([updating.keeper.wanted, updating.changes], [wanted, 0]);
});
