import { mkdirSync } from "node:fs";
import { constants } from "node:os";
import { createRunId } from "../../router-image/vm/machine/run-id.ts";
import { folderOf, removeLeftovers, removeTraces } from "./traces.ts";

/** Runs of this process that are not closed. */
const open = new Set<string>();

/** What is known by one id, with a folder for its files. However the process ends, its traces end with it. */
export class Run {
  readonly id = createRunId();
  readonly folder = folderOf(this.id);

  constructor() {
    removeLeftovers();
    if (open.size === 0) watchEnd();
    open.add(this.id);
    mkdirSync(this.folder, { mode: 0o700 });
  }

  get isOpen(): boolean {
    return open.has(this.id);
  }

  /** Removes everything. */
  close(): void {
    if (!this.isOpen) return;
    removeTraces(this.id);
    open.delete(this.id);
    if (open.size === 0) unwatchEnd();
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function watchEnd(): void {
  process.on("exit", removeAll);
  for (const signal of SIGNALS) process.on(signal, endBySignal);
}

function unwatchEnd(): void {
  process.off("exit", removeAll);
  for (const signal of SIGNALS) process.off(signal, endBySignal);
}

function endBySignal(signal: NodeJS.Signals): void {
  process.exit(128 + constants.signals[signal]);
}

function removeAll(): void {
  for (const id of open) removeTraces(id);
}
