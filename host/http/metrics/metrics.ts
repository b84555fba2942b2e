import { Counter, Gauge, Registry } from "prom-client";
import type { DeviceTraffic } from "../../observed.ts";
import { joined } from "../../octets.ts";
import { FAMILIES } from "./families.ts";
import type { Family, Sample } from "./family.ts";
import { BoundedLabel } from "./label.ts";
import { Ratchet } from "./ratchet.ts";
import type { Snapshot } from "./snapshot.ts";
import { Traffic } from "./traffic.ts";

export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** Values of the label of one small family: interfaces, outcomes, kinds, workers. */
const VALUES_LABELLED_MAX = 64;

/** Everything that /metrics says, in Prometheus' text format. Counters never go down, and every label is bounded. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #ratchet = new Ratchet();
  readonly #traffic = new Traffic();
  readonly #requests: Counter;
  readonly #setters: readonly ((snapshot: Snapshot) => void)[];

  constructor() {
    this.#setters = FAMILIES.map((family) => this.#setter(family));
    this.#requests = new Counter({
      name: "bordertap_http_requests_total",
      help: "HTTP requests, by route and status; those that were refused before a route was looked for have none.",
      labelNames: ["route", "status"],
      registers: [this.#registry],
    });
  }

  countRequest(route: string, status: number): void {
    this.#requests.inc({ route, status });
  }

  async text(snapshot: Snapshot, traffic: readonly DeviceTraffic[]): Promise<Uint8Array> {
    for (const set of this.#setters) set(snapshot);
    const own = new TextEncoder().encode(await this.#registry.metrics());
    this.read(traffic);
    return joined([own, ...this.#traffic.octets]);
  }

  /** Has lines of what is new in the traffic before the page is asked for. */
  read(traffic: readonly DeviceTraffic[]): void {
    this.#traffic.read(traffic);
  }

  #setter(family: Family): (snapshot: Snapshot) => void {
    const { name, type, help, label, samples } = family;
    const options = {
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [this.#registry],
    };
    const bounded = new BoundedLabel(VALUES_LABELLED_MAX);
    const labels = (value: string): Record<string, string> => (label === undefined ? {} : { [label]: value });
    if (type === "gauge") {
      const gauge = new Gauge(options);
      return (snapshot) => {
        gauge.reset();
        // Without labels a reset gauge says 0, which is not "nobody knows".
        if (label === undefined) gauge.remove();
        for (const [value, reading] of summed(samples(snapshot), bounded)) gauge.set(labels(value), reading);
      };
    }
    const counter = new Counter(options);
    return (snapshot) => {
      for (const [value, reading] of summed(samples(snapshot), bounded))
        counter.inc(labels(value), this.#ratchet.rise(`${name} ${value}`, reading));
    };
  }
}

/** Readings by the value of the label; what shares one is one sum. */
function summed(samples: readonly Sample[], bounded: BoundedLabel): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [reading, value = ""] of samples) {
    const label = bounded.of(value);
    sums.set(label, (sums.get(label) ?? 0) + reading);
  }
  return sums;
}
