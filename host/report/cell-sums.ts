import { COUNTRIES_MAX } from "../../assembly/abi.ts";
import { byBytes, type Counted, type CountryReport } from "./countries.ts";

// Columns of a country's sums.
const OPENED = 0;
const REOPENED = 1;
const PACKETS_UP = 2;
const PACKETS_DOWN = 3;
const BYTES_UP = 4;
const BYTES_DOWN = 5;
const COLUMNS = 6;

/** What cells sum up to, of one walk and in numbers alone: a capture may have a quarter of a million of them. */
export class CellSums {
  /** Both ways, by device number. */
  readonly deviceBytes: Float64Array;
  readonly #countries = new Float64Array(COUNTRIES_MAX * COLUMNS);

  constructor({ devices, eachCell, reopened }: Pick<Counted, "devices" | "eachCell" | "reopened">) {
    const deviceBytes = new Float64Array(devices.length);
    const countries = this.#countries;
    eachCell((cell) => {
      const { flows, bytesUp, bytesDown } = cell;
      if (flows === 0) return;
      const row = cell.country * COLUMNS;
      countries[row + OPENED] += flows;
      countries[row + REOPENED] += reopened.get(cell.number) ?? 0;
      countries[row + PACKETS_UP] += cell.packetsUp;
      countries[row + PACKETS_DOWN] += cell.packetsDown;
      countries[row + BYTES_UP] += bytesUp;
      countries[row + BYTES_DOWN] += bytesDown;
      deviceBytes[cell.device] += bytesUp + bytesDown;
    });
    this.deviceBytes = deviceBytes;
  }

  /** Of those that have flows, the most bytes first. */
  countries(codeOf: Counted["codeOf"]): CountryReport[] {
    const reports: CountryReport[] = [];
    for (let country = 0; country < COUNTRIES_MAX; country++) {
      const sums = this.#countries.subarray(country * COLUMNS, (country + 1) * COLUMNS);
      if (sums[OPENED] === 0) continue;
      reports.push({
        country: codeOf(country),
        flows: sums[OPENED] - sums[REOPENED],
        packetsUp: sums[PACKETS_UP],
        packetsDown: sums[PACKETS_DOWN],
        bytesUp: sums[BYTES_UP],
        bytesDown: sums[BYTES_DOWN],
      });
    }
    return byBytes(reports);
  }
}
