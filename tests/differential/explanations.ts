// explained.md as data, and the condition of each class.

import type { FrameReport } from "../../host/report/frames.ts";
import { readExplainedRows } from "./explained-rows.ts";
import type { OracleFrame } from "./oracle.ts";

const FIELDS: Record<string, readonly string[]> = {
  ip: [
    "source",
    "destination",
    "protocol",
    "sourcePort",
    "destinationPort",
    "fragmentOffset",
    "sourceCountry",
    "destinationCountry",
  ],
  ether: ["etherSource", "etherDestination", "vlan"],
  record: ["frame"],
};

/** What must be true of a frame for its difference to be of the class. A record that is no frame has no report. */
const CLASSES: Record<string, (oracle: OracleFrame, report: FrameReport | undefined) => boolean> = {
  encapsulation: ({ prot }, report) =>
    report?.outcome === "NOT_IP" && /^eth:ethertype:(nsh|cmd:ethertype):ip/.test(prot),
  "link type": ({ prot }, report) =>
    report?.outcome === "UNSUPPORTED_LINK_TYPE" && prot.startsWith("radiotap:"),
  overlong: ({ len = 0, cap = 0 }, report) => report?.outcome === "MALFORMED" && cap > len,
  version: ({ prot }, report) => report?.outcome === "MALFORMED" && /^(eth:ethertype:)?ip:ipv6/.test(prot),
  "half a header": ({ ambiguous = false }, report) =>
    ambiguous && report?.outcome === "TRUNCATED" && report.destination === undefined,
  "custom block": ({ prot }, report) => report === undefined && prot === "data",
};

export interface Explanation {
  readonly capture: string;
  /** tshark's number. */
  readonly frame: number;
  readonly fields: readonly string[];
  readonly className: string;
  holds(oracle: OracleFrame, report: FrameReport | undefined): boolean;
}

export function readExplanations(): Explanation[] {
  return readExplainedRows("explained.md").map(({ capture, frame, fields, className }) => ({
    capture,
    frame,
    fields: FIELDS[fields],
    className,
    holds: CLASSES[className],
  }));
}
