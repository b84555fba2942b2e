import type { CaptureSource, Damage } from "../capture/source.ts";
import { OUTCOME_NAMES, type Totals } from "../classifier/totals.ts";
import { timeText } from "./text.ts";

/** What was read, before anybody asks what it means. */
export interface CaptureReport {
  readonly frames: number;
  /** Lengths on the wire. */
  readonly bytes: number;
  readonly firstTime?: string;
  readonly lastTime?: string;
  /** LINKTYPE_* numbers, each once, in order of appearance. */
  readonly linkTypes: readonly number[];
  readonly outcomes: Readonly<Record<string, number>>;
  readonly damage: readonly Damage[];
}

/** What a report says of where its frames came from. */
export type ReportedSource = Pick<CaptureSource, "interfaces" | "damage">;

export function captureReport(source: ReportedSource, totals: Totals): CaptureReport {
  return {
    frames: totals.frames,
    bytes: totals.bytes,
    firstTime: totals.firstTime === undefined ? undefined : timeText(totals.firstTime),
    lastTime: totals.lastTime === undefined ? undefined : timeText(totals.lastTime),
    linkTypes: [...new Set(source.interfaces.map(({ linkType }) => linkType))],
    outcomes: Object.fromEntries(OUTCOME_NAMES.map((name, code) => [name, totals.outcomes[code]])),
    damage: source.damage,
  };
}
