import type { HttpConfig } from "../config/config.ts";
import { type Endpoint, EndpointHistory, LIMITS, startEndpoint } from "../http/endpoint.ts";
import type { Observed } from "../observed.ts";
import type { Log } from "./log.ts";

/** The endpoint as configurations come and go: one at a time, at the place that the last one names. */
export class EndpointKeeper {
  readonly #observed: Observed;
  readonly #log: Log;
  /** Outlives each of them. */
  readonly #history: EndpointHistory;
  #http: HttpConfig | undefined;
  #endpoint: Endpoint | undefined;

  constructor(observed: Observed, log: Log) {
    this.#observed = observed;
    this.#log = log;
    this.#history = new EndpointHistory(observed);
  }

  /**
   * Answers where `http` says, or nowhere. Throws HTTP_LISTEN; then it answers where it did before, and its clients stay where
   * the port is another one.
   */
  async take(http: HttpConfig | undefined): Promise<void> {
    const before = this.#http;
    if (JSON.stringify(http) === JSON.stringify(before)) return;
    const endpoint = this.#endpoint;
    if (http?.port !== before?.port) {
      await this.#listen(http);
      await endpoint?.close();
      return;
    }
    // Two of them cannot have one port.
    await endpoint?.close();
    try {
      await this.#listen(http);
    } catch (error) {
      await this.#listen(before);
      throw error;
    }
  }

  /** It answers nowhere any more. */
  async close(): Promise<void> {
    await this.#endpoint?.close();
    this.#history.close();
  }

  async #listen(http: HttpConfig | undefined): Promise<void> {
    this.#endpoint = http && (await startEndpoint(this.#observed, http, LIMITS, this.#history));
    this.#http = http;
    if (this.#endpoint) this.#log.info("answers", { address: this.#endpoint.address });
  }
}
