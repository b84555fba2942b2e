// The folder of updates: the table, the one before it, the state, and for the time of an update a folder of its own.
//
//   geo.table             what an update installed last
//   geo.table.previous    what it took the place of
//   update.json           state.ts
//   update-PID.new/       an update under way, or what a power cut left of one

import { baseName, fileExists } from "../../platform/files.ts";
import { changedMs, makeFolder, moveFile, namesIn, pathIn, remove, sync } from "../../platform/folder.ts";
import { isRunning, ownProcess } from "../../platform/processes.ts";
import { type CountryTable, INSTALLED_TABLE } from "../table.ts";
import { TableReader } from "./table-reader.ts";

/** No update takes longer: what is older, or of a time to come, is left over. */
const STAGING_AGE_MAX_MS = 3_600_000;
/** Clocks of file systems tick more coarsely than ours. */
const STAGING_AGE_MIN_MS = -60_000;
type Database = CountryTable["database"];

const STAGING = /^update-(\d{1,10})\.new$/;

/**
 * The path of the country table to load: the last update, or the one before where that is damaged, or else `built`. An
 * update that is older than `built` and of the same source has been overtaken by a newer program.
 */
export function installed(directory: string, built = INSTALLED_TABLE, reader = new TableReader()): string {
  const store = new UpdateStore(directory);
  for (const path of [store.current, store.previous]) {
    const update = fileExists(path) ? reader.read(path) : "";
    if (typeof update !== "string") return isOvertaken(update.database, built, reader) ? built : path;
  }
  return built;
}

function isOvertaken({ name, date }: Database, built: string, reader: TableReader): boolean {
  const table = date === undefined ? "" : reader.read(built);
  if (date === undefined || typeof table === "string") return false;
  const { database } = table;
  return database.name === name && database.date !== undefined && date < database.date;
}

/** The same for whoever may have been told a table, which then stands before all others. */
export function tableInUse({
  table,
  directory,
}: {
  readonly table?: string;
  readonly directory: string;
}): string {
  return table ?? installed(directory);
}

export class UpdateStore {
  readonly directory: string;
  readonly current: string;
  readonly previous: string;
  readonly state: string;
  readonly #staging: string;

  constructor(directory: string) {
    this.directory = directory;
    this.current = pathIn(directory, "geo.table");
    this.previous = pathIn(directory, "geo.table.previous");
    this.state = pathIn(directory, "update.json");
    this.#staging = pathIn(directory, `update-${ownProcess()}.new`);
  }

  /** An empty folder for the files of one update. `now` in milliseconds since 1970. Throws OUTPUT_UNWRITABLE. */
  stage(now: number): string {
    makeFolder(this.directory);
    for (const name of namesIn(this.directory)) this.#removeLeftover(name, now);
    makeFolder(this.#staging);
    return this.#staging;
  }

  /** Removes that folder. Throws OUTPUT_UNWRITABLE. */
  clear(): void {
    remove(this.#staging);
  }

  /**
   * Puts a table of the staging folder into its place. A power cut leaves the old one, the new one, or between two
   * steps only the previous one, which `installed` then takes. Throws OUTPUT_UNWRITABLE.
   */
  install(table: string, reader: TableReader): void {
    sync(table);
    // A damaged one would push a good one out.
    if (fileExists(this.current) && reader.isUsable(this.current)) moveFile(this.current, this.previous);
    moveFile(table, this.current);
    sync(this.directory);
  }

  /** Goes back to the table before, or where there is none to the built one. False: nothing was ever installed. */
  rollBack(): boolean {
    if (fileExists(this.previous)) moveFile(this.previous, this.current);
    else if (fileExists(this.current)) remove(this.current);
    else return false;
    sync(this.directory);
    return true;
  }

  #removeLeftover(name: string, now: number): void {
    const [, pid] = STAGING.exec(baseName(name)) ?? [];
    if (pid === undefined) return;
    const path = pathIn(this.directory, name);
    const age = now - (changedMs(path) ?? 0);
    const isOthers = Number(pid) !== ownProcess() && isRunning(Number(pid));
    if (!isOthers || age < STAGING_AGE_MIN_MS || age > STAGING_AGE_MAX_MS) remove(path);
  }
}
