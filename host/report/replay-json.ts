import type { JsonWriter } from "./json.ts";
import type { ReplayReport } from "./replay.ts";

/** The contract's `replay --json`, flows streamed one a line. */
export function writeReplayJson(report: ReplayReport, out: JsonWriter): void {
  out.raw(`{"capture":${JSON.stringify(report.capture)},\n"geo":${JSON.stringify(report.geo)},`);
  out.raw('\n"countries":');
  out.array((element) => report.countries().forEach(element));
  out.raw(',\n"devices":');
  out.array((element) => report.devices().forEach(element));
  out.raw(',\n"flows":');
  out.array((element) => report.eachFlow(element));
  out.raw(`,\n"flowsNotListed":${JSON.stringify(report.flowsNotListed)},`);
  out.raw(`\n"namesNotKept":${JSON.stringify(report.namesNotKept)},\n"alerts":`);
  out.array((element) => report.alerts().forEach(element));
  out.raw("}\n");
}
