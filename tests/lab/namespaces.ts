import { Namespace } from "./namespace.ts";
import { Run } from "./run.ts";

/** The namespaces of one run, and a folder for its files. However the process ends, they end with it. */
export class Namespaces {
  readonly #run = new Run();
  readonly #byLabel = new Map<string, Namespace>();

  get id(): string {
    return this.#run.id;
  }

  get folder(): string {
    return this.#run.folder;
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
    if (!this.#run.isOpen) return;
    try {
      await Promise.all(this.all().map((namespace) => namespace.stopAll()));
    } finally {
      this.#run.close();
    }
  }
}
