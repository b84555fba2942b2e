import { COUNTRIES_MAX, COUNTRY_NULL } from "../../../assembly/abi.ts";
import { OperatorError } from "../../errors.ts";
import type { CountryCodes } from "../codes.ts";
import { CODE_UNKNOWN } from "../codes.ts";
import { OTHER_SHIFT } from "./merge.ts";
import type { Segments } from "./segments.ts";

const COUNTRY_MASK = (1 << OTHER_SHIFT) - 1;
/** COUNTRIES_MAX less the numbers of null and of ZZ. */
const NAMED_MAX = COUNTRIES_MAX - 2;

/** The numbers that countries have in an image: null, ZZ, then those in use by code. */
export class Numbering {
  /** By number; the code of null is empty. */
  readonly codes: readonly string[];
  readonly #final = new Map<number, number>();

  /** Throws GEO_SOURCE_INVALID, naming `inputs`, when the segments name too many countries. */
  constructor(families: readonly Segments[], codes: CountryCodes, inputs: string) {
    const inUse = new Set<number>();
    for (const { answers } of families) {
      for (const answer of answers) {
        if ((answer & COUNTRY_MASK) === COUNTRY_NULL) continue;
        inUse.add(answer & COUNTRY_MASK);
        if (answer >>> OTHER_SHIFT !== 0) inUse.add(answer >>> OTHER_SHIFT);
      }
    }
    const named = [...inUse].map((number) => codes.code(number)).filter((code) => code !== CODE_UNKNOWN);
    if (named.length > NAMED_MAX) {
      const why = `they name ${named.length} countries, and a table holds ${NAMED_MAX}`;
      throw new OperatorError("GEO_SOURCE_INVALID", inputs, why);
    }
    this.codes = ["", CODE_UNKNOWN, ...named.sort()];
    this.codes.forEach((code, final) => {
      if (final !== COUNTRY_NULL) this.#final.set(codes.number(code) as number, final);
    });
  }

  /** An answer as lookups give it: country | other country << 8; or an ANSWER_* code. */
  answer(provisional: number): number {
    const country = provisional & COUNTRY_MASK;
    const other = provisional >>> OTHER_SHIFT;
    if (country === COUNTRY_NULL) return other << 8;
    return (this.#final.get(country) as number) | (other === 0 ? 0 : (this.#final.get(other) as number) << 8);
  }
}
