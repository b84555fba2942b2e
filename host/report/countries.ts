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

/** Names a country number of the table image. */
export type CountryCode = (country: number) => string | null;

export function emptyReport(country: string | null): CountryReport {
  return { country, flows: 0, packetsUp: 0, packetsDown: 0, bytesUp: 0, bytesDown: 0 };
}

/** Adds a cell to a sum. `reopened` of its flows were opened again, and count once. */
export function addCell(sum: CountryReport, cell: CellRecord, reopened: number): void {
  sum.flows += cell.flows - reopened;
  sum.packetsUp += cell.packetsUp;
  sum.packetsDown += cell.packetsDown;
  sum.bytesUp += cell.bytesUp;
  sum.bytesDown += cell.bytesDown;
}

/** Sums cells per country, the most bytes first. `reopened` is by cell number. */
export function countryReports(
  cells: Iterable<CellRecord>,
  reopened: ReadonlyMap<number, number>,
  codeOf: CountryCode,
): CountryReport[] {
  const sums: CountryReport[] = [];
  for (const cell of cells) {
    if (cell.flows === 0) continue;
    sums[cell.country] ??= emptyReport(codeOf(cell.country));
    addCell(sums[cell.country], cell, reopened.get(cell.number) ?? 0);
  }
  return byBytes(sums.filter((sum) => sum !== undefined));
}

export function bytesOf(report: { readonly bytesUp: number; readonly bytesDown: number }): number {
  return report.bytesUp + report.bytesDown;
}

/** The most bytes first. */
export function byBytes(reports: CountryReport[]): CountryReport[] {
  return reports.sort((a, b) => bytesOf(b) - bytesOf(a));
}
