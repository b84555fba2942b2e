import {
  OUTCOMES,
  TOTALS_BYTES,
  TOTALS_FIRST,
  TOTALS_FRAMES,
  TOTALS_LAST,
  TOTALS_OUTCOMES,
} from "../../assembly/abi.ts";
import { counter } from "./fields.ts";

/** The names of OUTCOME_*, by code. */
export const OUTCOME_NAMES = [
  "OK",
  "NOT_IP",
  "TRUNCATED",
  "MALFORMED",
  "TOO_DEEP",
  "UNSUPPORTED_LINK_TYPE",
] as const;

/** Every frame that the walkers met, read or not. */
export interface Totals {
  readonly frames: number;
  /** Lengths on the wire. */
  readonly bytes: number;
  /** Earliest and latest, ns since 1970; undefined where no frame had a time. */
  readonly firstTime: bigint | undefined;
  readonly lastTime: bigint | undefined;
  /** Frames per outcome, by code. */
  readonly outcomes: readonly number[];
}

export function readTotals(view: DataView, at: number): Totals {
  const first = view.getBigUint64(at + TOTALS_FIRST, true);
  const last = view.getBigUint64(at + TOTALS_LAST, true);
  const timeless = first > last;
  return {
    frames: counter(view, at + TOTALS_FRAMES),
    bytes: counter(view, at + TOTALS_BYTES),
    firstTime: timeless ? undefined : first,
    lastTime: timeless ? undefined : last,
    outcomes: Array.from({ length: OUTCOMES }, (_, k) => counter(view, at + TOTALS_OUTCOMES + 8 * k)),
  };
}
