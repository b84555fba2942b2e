import { bar } from "./bar.ts";
import { bytesOf, type CountryReport } from "./countries.ts";
import type { Style } from "./style.ts";
import { bytesText, flowsText } from "./text.ts";
import { shorten } from "./width.ts";

const INDENT = 2;
const CODE_WIDTH = 2;
const BYTES_WIDTH = 7;
const FLOWS_WIDTH = 7;
const NAME_MAX = 22;
const NAME_MIN = 8;
/** Narrower bars tell little: then names give way first. */
const BAR_MIN = 6;
/** What a row holds besides its name and two bars: six gaps of one column. */
const FIXED_WIDTH = INDENT + CODE_WIDTH + 2 * BYTES_WIDTH + FLOWS_WIDTH + 6;

/** A table of countries: name, code, bytes each way with bars on a scale of all countries, flows. */
export class CountryRows {
  readonly #nameOf: (code: string) => string;
  readonly #ink: Style;
  readonly #nameWidth: number;
  readonly #barWidth: number;
  readonly #upMost: number;
  readonly #downMost: number;

  constructor(
    countries: readonly CountryReport[],
    nameOf: (code: string) => string,
    ink: Style,
    width: number,
  ) {
    this.#nameOf = nameOf;
    this.#ink = ink;
    this.#nameWidth = Math.min(NAME_MAX, Math.max(NAME_MIN, width - FIXED_WIDTH - 2 * BAR_MIN));
    this.#barWidth = (width - FIXED_WIDTH - this.#nameWidth) >> 1;
    this.#upMost = Math.max(1, ...countries.map(({ bytesUp }) => bytesUp));
    this.#downMost = Math.max(1, ...countries.map(({ bytesDown }) => bytesDown));
  }

  header(): string {
    const column = BYTES_WIDTH + 2 + this.#barWidth;
    const name = "".padEnd(INDENT + this.#nameWidth + CODE_WIDTH + 2);
    return this.#ink.faint(
      `${name}${" up".padEnd(column)}${" down".padEnd(column)}${"flows".padStart(FLOWS_WIDTH)}`,
    );
  }

  /** At most `shown` rows, and what the others sum up to. */
  of(countries: readonly CountryReport[], shown: number): string[] {
    const lines = countries.slice(0, shown).map((country) => this.#row(country));
    const rest = countries.slice(shown);
    if (rest.length > 0) {
      const bytes = rest.reduce((sum, country) => sum + bytesOf(country), 0);
      const noun = rest.length === 1 ? "country" : "countries";
      lines.push(this.#ink.faint(`  and ${rest.length} more ${noun}, ${bytesText(bytes)}`));
    }
    return lines;
  }

  name(country: string | null): string {
    return shorten(country === null ? "(at home)" : this.#nameOf(country), this.#nameWidth);
  }

  #row({ country, flows, bytesUp, bytesDown }: CountryReport): string {
    const { up, down } = this.#ink;
    const name = this.name(country).padEnd(this.#nameWidth);
    const upBar = up(bar(bytesUp / this.#upMost, this.#barWidth));
    const downBar = down(bar(bytesDown / this.#downMost, this.#barWidth));
    const upText = bytesText(bytesUp).padStart(BYTES_WIDTH);
    const downText = bytesText(bytesDown).padStart(BYTES_WIDTH);
    const code = country ?? "".padEnd(CODE_WIDTH);
    return `  ${name} ${code} ${upText} ${upBar} ${downText} ${downBar} ${flowsText(flows).padStart(FLOWS_WIDTH)}`;
  }
}
