import type { AccountingReport } from "../observed.ts";
import { countText } from "./text.ts";

/** What the ruleset wants, and what became of it. */
export function offloadText({ offload, offloadedFlows }: AccountingReport): string {
  if (offloadedFlows === undefined || offload === "none") return offload;
  const { software, hardware } = offloadedFlows;
  return `${offload}: ${countText(software)} flows in software, ${countText(hardware)} in hardware`;
}
