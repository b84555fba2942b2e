import { COUNTRIES_MAX } from "../../assembly/abi.ts";
import { byBytes, type Counted, type CountryReport } from "./countries.ts";

// Columns of a country's sums.
const FLOWS = 0;
const PACKETS_UP = 1;
const PACKETS_DOWN = 2;
const BYTES_UP = 3;
const BYTES_DOWN = 4;
const COLUMNS = 5;

/** What cells sum up to, of one walk and in numbers alone: a capture may have a quarter of a million of them. */
export class CellSums {
  /** Both ways, by device number. */
  readonly deviceBytes: Float64Array;
  readonly #countries = new Float64Array(COUNTRIES_MAX * COLUMNS);

  constructor({ devices, eachCell }: Pick<Counted, "devices" | "eachCell">) {
    const deviceBytes = new Float64Array(devices.length);
    const countries = this.#countries;
    eachCell((cell) => {
      const { flows, bytesUp, bytesDown } = cell;
      if (flows === 0) return;
      const row = cell.country * COLUMNS;
      countries[row + FLOWS] += flows;
      countries[row + PACKETS_UP] += cell.packetsUp;
      countries[row + PACKETS_DOWN] += cell.packetsDown;
      countries[row + BYTES_UP] += bytesUp;
      countries[row + BYTES_DOWN] += bytesDown;
      deviceBytes[cell.device] += bytesUp + bytesDown;
    });
    this.deviceBytes = deviceBytes;
  }

  /** Devices that have bytes. */
  get deviceCount(): number {
    return this.deviceBytes.reduce((count, bytes) => count + (bytes > 0 ? 1 : 0), 0);
  }

  /** Of those that have flows, the most bytes first. */
  countries(codeOf: Counted["codeOf"]): CountryReport[] {
    const reports: CountryReport[] = [];
    for (let country = 0; country < COUNTRIES_MAX; country++) {
      const sums = this.#countries.subarray(country * COLUMNS, (country + 1) * COLUMNS);
      if (sums[FLOWS] === 0) continue;
      reports.push({
        country: codeOf(country),
        flows: sums[FLOWS],
        packetsUp: sums[PACKETS_UP],
        packetsDown: sums[PACKETS_DOWN],
        bytesUp: sums[BYTES_UP],
        bytesDown: sums[BYTES_DOWN],
      });
    }
    return byBytes(reports);
  }
}
