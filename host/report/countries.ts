import type { CellCounts } from "../classifier/cell.ts";
import type { DeviceRecord } from "../classifier/device.ts";
import type { FlowRecord } from "../classifier/flow.ts";

/** What went to and came from one country; up is from home to there. */
export interface CountryReport {
  /** Null for what is local and never a country. */
  readonly country: string | null;
  flows: number;
  packetsUp: number;
  packetsDown: number;
  bytesUp: number;
  bytesDown: number;
  /** Sent and refused, in none of the others; absent of a capture, in which nothing is refused. */
  packetsAttempted?: number;
  bytesAttempted?: number;
}

/** Names a country number of the table image. */
export type CodeOf = (country: number) => string | null;

/** What reports are made from; cells and flows can be walked again and again. */
export interface Counted {
  readonly devices: readonly DeviceRecord[];
  readonly eachCell: (visit: (cell: CellCounts) => void) => void;
  readonly eachFlow: (visit: (flow: FlowRecord) => void) => void;
  readonly codeOf: CodeOf;
}

/** The second opinion of an answer (country | other country << 8), where it exists and differs. */
export function otherOf(answer: number, codeOf: CodeOf): string | undefined {
  const other = answer >>> 8;
  return other === 0 ? undefined : (codeOf(other) ?? undefined);
}

/** What a cell says of its country. */
export function cellReport(cell: CellCounts, { codeOf }: Counted): CountryReport {
  return {
    country: codeOf(cell.country),
    flows: cell.flows,
    packetsUp: cell.packetsUp,
    packetsDown: cell.packetsDown,
    bytesUp: cell.bytesUp,
    bytesDown: cell.bytesDown,
  };
}

/** Bytes both ways, of whatever they are counted for. */
export interface Volume {
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Beside them. */
  readonly bytesAttempted?: number;
}

export function bytesOf({ bytesUp, bytesDown }: Volume): number {
  return bytesUp + bytesDown;
}

/** The sum of countries. */
export function volumeOf(countries: readonly Volume[]): Volume {
  return {
    bytesUp: countries.reduce((sum, { bytesUp }) => sum + bytesUp, 0),
    bytesDown: countries.reduce((sum, { bytesDown }) => sum + bytesDown, 0),
    bytesAttempted: countries.reduce((sum, { bytesAttempted = 0 }) => sum + bytesAttempted, 0),
  };
}

/** The most bytes first. */
export function byBytes(reports: CountryReport[]): CountryReport[] {
  return reports.sort((a, b) => bytesOf(b) - bytesOf(a));
}
