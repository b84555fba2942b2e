import { mkdirSync } from "node:fs";
import { constants } from "node:os";
import { Namespace } from "./namespace.ts";
import { createRunId } from "./run-id.ts";
import { folderOf, removeLeftovers, removeTraces } from "./traces.ts";

/** Runs of this process that are not closed. */
const open = new Set<string>();

/** The namespaces of one run, and a folder for its files. However the process ends, they end with it. */
export class Namespaces {
  readonly id = createRunId();
  readonly folder = folderOf(this.id);
  readonly #byLabel = new Map<string, Namespace>();

  constructor() {
    removeLeftovers();
    if (open.size === 0) watchEnd();
    open.add(this.id);
    mkdirSync(this.folder, { mode: 0o700 });
  }

  /** The one that was added as `label`. */
  of(label: string): Namespace {
    const found = this.#byLabel.get(label);
    if (!found) throw new Error(`no namespace "${label}", only ${[...this.#byLabel.keys()].join(", ")}`);
    return found;
  }

  add(label: string): Namespace {
    const namespace = new Namespace(this.id, label);
    this.#byLabel.set(label, namespace);
    return namespace;
  }

  all(): Namespace[] {
    return [...this.#byLabel.values()];
  }

  /** Ends what was started and removes everything. */
  async close(): Promise<void> {
    if (!open.has(this.id)) return;
    try {
      await Promise.all(this.all().map((namespace) => namespace.stopAll()));
    } finally {
      removeTraces(this.id);
      open.delete(this.id);
      if (open.size === 0) unwatchEnd();
    }
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
