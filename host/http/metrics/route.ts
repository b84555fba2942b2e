import type { Observed } from "../../observed.ts";
import type { Route } from "../route.ts";
import type { LinesAhead } from "./lines-ahead.ts";
import { METRICS_TYPE, type Metrics } from "./metrics.ts";
import type { Snapshot } from "./snapshot.ts";

/** What the endpoint knows of itself. */
type Own = Omit<Snapshot, "status" | "alerts">;

export function metricsRoute(metrics: Metrics, linesAhead: LinesAhead, own: () => Own): Route {
  let rendering: Promise<Uint8Array> | undefined;
  return {
    path: "/metrics",
    summary: "Counters and gauges in Prometheus' text format.",
    contentType: METRICS_TYPE,
    answer: async ({ observed }) => {
      linesAhead.asked();
      // However many ask at once, it is written once.
      rendering ??= render(observed, metrics, own).finally(() => {
        rendering = undefined;
      });
      return new Response((await rendering) as BodyInit, { headers: { "content-type": METRICS_TYPE } });
    },
  };
}

async function render(observed: Observed, metrics: Metrics, own: () => Own): Promise<Uint8Array> {
  const [status, traffic] = await Promise.all([observed.status(), observed.traffic()]);
  const alerts = observed.alerts()[0]?.number ?? 0;
  return metrics.text({ status, alerts, ...own() }, traffic);
}
