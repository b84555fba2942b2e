import { COUNTRY_UNKNOWN } from "../../assembly/abi.ts";

export const CODE_UNKNOWN = "ZZ";

/** An ISO 3166-1 alpha-2 code by its form; which codes are assigned changes, the form does not. */
export function isCountryCode(text: string): boolean {
  return /^[A-Z]{2}$/.test(text);
}

/** Country codes numbered in the order in which a build meets them; 0 is null, 1 is ZZ. */
export class CountryCodes {
  readonly #codes = ["", CODE_UNKNOWN];
  readonly #numbers = new Map<string, number>([[CODE_UNKNOWN, COUNTRY_UNKNOWN]]);

  /** Undefined where `code` has not the form of one. */
  number(code: string): number | undefined {
    const known = this.#numbers.get(code);
    if (known !== undefined || !isCountryCode(code)) return known;
    this.#numbers.set(code, this.#codes.length);
    return this.#codes.push(code) - 1;
  }

  code(number: number): string {
    return this.#codes[number];
  }
}
