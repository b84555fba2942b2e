import type { Observed } from "../../observed.ts";
import type { Metrics } from "./metrics.ts";

/** Between a device and its lines: what comes meanwhile shares a reading. */
const DELAY_MS = 100;
/** Longer than any scraper waits: by then nobody reads the page any more. */
const ASKED_MAX_MS = 300_000;

/**
 * Where somebody reads /metrics, the lines of new devices are written as they come. A thousand at once, as a scan or a network
 * that comes back brings them, would take the next page 60 ms.
 */
export class LinesAhead {
  readonly #observed: Observed;
  readonly #metrics: Pick<Metrics, "read">;
  readonly #unsubscribe: () => void;
  #askedAtMs = -ASKED_MAX_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(observed: Observed, metrics: Pick<Metrics, "read">) {
    this.#observed = observed;
    this.#metrics = metrics;
    this.#unsubscribe = observed.subscribe(() => this.#met(), ["device"]);
  }

  /** The page is asked for. */
  asked(): void {
    this.#askedAtMs = performance.now();
  }

  close(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
  }

  #met(): void {
    if (this.#timer || performance.now() - this.#askedAtMs > ASKED_MAX_MS) return;
    this.#timer = setTimeout(() => {
      // What cannot be read now, the page that asks for it will tell.
      this.#read().catch(() => {});
    }, DELAY_MS);
    this.#timer.unref();
  }

  async #read(): Promise<void> {
    this.#timer = undefined;
    this.#metrics.read(await this.#observed.traffic());
  }
}
