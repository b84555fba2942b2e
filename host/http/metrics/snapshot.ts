import type { StatusReport } from "../../observed.ts";
import type { ProcessUsage } from "../../platform/process-usage.ts";

/** What all families but traffic are read from. */
export interface Snapshot {
  readonly status: StatusReport;
  /** Alerts since the start. */
  readonly alerts: number;
  readonly usage: ProcessUsage;
  readonly listeners: number;
  readonly listenersDropped: number;
  readonly eventsTold: number;
  readonly connectionsRefused: number;
}
