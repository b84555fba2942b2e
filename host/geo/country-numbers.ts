import { COUNTRIES_MAX, COUNTRY_NULL, COUNTRY_UNKNOWN } from "../../assembly/abi.ts";
import { CODE_UNKNOWN } from "./codes.ts";

/**
 * The country numbers of a running classifier. Each table numbers the countries that it names; when another one takes
 * its place, what was counted goes on under that one's numbers, and countries that it does not name get numbers of
 * those that it leaves free.
 */
export class CountryNumbers {
  /** Codes that found no free number, and go on as ZZ; in all. */
  unplaced = 0;
  /** By number; the code of COUNTRY_NULL is empty, and so is that of a number that nobody has. */
  #codes: readonly string[];

  /** `codes` of the first table, by number; the code of number 0 is empty, that of 1 is ZZ. */
  constructor(codes: readonly string[]) {
    this.#codes = codes;
  }

  /** By number; empty where nobody has the number. */
  get codes(): readonly string[] {
    return this.#codes;
  }

  /** The ISO code of a country number; null for special-purpose addresses, ZZ for the unknown. */
  readonly codeOf = (country: number): string | null => {
    return country === COUNTRY_NULL ? null : this.#codes[country] || CODE_UNKNOWN;
  };

  /** The number of an ISO code; undefined where no address and no counter has it. */
  numberOf(code: string): number | undefined {
    const number = code === "" ? -1 : this.#codes.indexOf(code);
    return number === -1 ? undefined : number;
  }

  /**
   * Goes over to the table that names `codes`. Returns, by old number, the new one: COUNTRIES_MAX octets, as
   * `Classifier.renumber` takes them. Of `inUse`, the old numbers of what was counted, none is lost: where the numbers
   * run out, it becomes ZZ's.
   */
  goOver(codes: readonly string[], inUse: Iterable<number>): Uint8Array<ArrayBuffer> {
    const before = this.#codes;
    const after = Array.from({ length: COUNTRIES_MAX }, (_, number) => codes[number] ?? "");
    for (const number of inUse) {
      const code = before[number];
      if (!code || after.includes(code)) continue;
      const free = after.indexOf("", COUNTRY_UNKNOWN);
      if (free === -1) this.unplaced++;
      else after[free] = code;
    }
    this.#codes = after;
    return Uint8Array.from({ length: COUNTRIES_MAX }, (_, number) =>
      number === COUNTRY_NULL ? COUNTRY_NULL : (this.numberOf(before[number] ?? "") ?? COUNTRY_UNKNOWN),
    );
  }
}
