// The tables of explained.md and explained-names.md.

import { readFileSync } from "node:fs";

const ROW = /^\| (\S+\.pcap(?:ng)?) \| ([\d ]+) \| (\w+) \| ([\w ]+) \|$/gm;

export interface ExplainedRow {
  readonly capture: string;
  /** tshark's number. */
  readonly frame: number;
  /** The word that stands for one field or several. */
  readonly fields: string;
  readonly className: string;
}

/** One for each frame. */
export function readExplainedRows(file: string): ExplainedRow[] {
  const text = readFileSync(new URL(file, import.meta.url), "utf8");
  return [...text.matchAll(ROW)].flatMap(([, capture, frames, fields, className]) =>
    frames.split(" ").map((frame) => ({ capture, frame: Number(frame), fields, className })),
  );
}
