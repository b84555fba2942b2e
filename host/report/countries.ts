import type { CellRecord } from "../classifier/cell.ts";

/** What went to and came from one country; up is from home to there. */
export interface CountryReport {
  /** Null for what is local and never a country. */
  readonly country: string | null;
  flows: number;
  packetsUp: number;
  packetsDown: number;
  bytesUp: number;
  bytesDown: number;
}

/** One cell of the counters, its country spelled out. */
export interface CountedCell extends CountryReport {
  readonly device: number;
}

/** Names a country number of the table image. */
export type CountryCode = (country: number) => string | null;

/**
 * The cells that counted anything. `reopened` says how often a flow of a cell was opened again, so that each
 * flow counts once.
 */
export function countedCells(
  cells: readonly CellRecord[],
  reopened: ReadonlyMap<number, number>,
  codeOf: CountryCode,
): CountedCell[] {
  return cells
    .map((cell, number) => ({
      device: cell.device,
      country: codeOf(cell.country),
      flows: cell.flows - (reopened.get(number) ?? 0),
      packetsUp: cell.packetsUp,
      packetsDown: cell.packetsDown,
      bytesUp: cell.bytesUp,
      bytesDown: cell.bytesDown,
    }))
    .filter(({ flows }) => flows > 0);
}

/** Sums cells per country, the most bytes first. */
export function countryReports(cells: readonly CountedCell[]): CountryReport[] {
  const byCountry = new Map<string | null, CountryReport>();
  for (const cell of cells) {
    const sum = byCountry.get(cell.country);
    if (sum) {
      sum.flows += cell.flows;
      sum.packetsUp += cell.packetsUp;
      sum.packetsDown += cell.packetsDown;
      sum.bytesUp += cell.bytesUp;
      sum.bytesDown += cell.bytesDown;
    } else {
      const { country, flows, packetsUp, packetsDown, bytesUp, bytesDown } = cell;
      byCountry.set(country, { country, flows, packetsUp, packetsDown, bytesUp, bytesDown });
    }
  }
  return [...byCountry.values()].sort(byBytes);
}

export function bytesOf(report: { readonly bytesUp: number; readonly bytesDown: number }): number {
  return report.bytesUp + report.bytesDown;
}

function byBytes(a: CountryReport, b: CountryReport): number {
  return bytesOf(b) - bytesOf(a);
}
