import { buildImage } from "../../../../host/geo/build/build.ts";
import { ImageView } from "../../../../host/geo/image.ts";
import { CountryTable } from "../../../../host/geo/table.ts";
import { countryIn, FIRST, isSpecial, numericRows, type Rows, SECOND, SPECIAL4, SPECIAL6 } from "./rows.ts";

let image: Uint8Array | undefined;

/** The table of the pinned packages, both opinions. */
export function fullImage(): Uint8Array {
  image ??= buildImage({ first: FIRST, second: SECOND });
  return image;
}

export function fullTable(): CountryTable {
  return new CountryTable(new ImageView(fullImage()));
}

/** What must come out: country and other country, as codes; null for special-purpose addresses. */
export interface Expected {
  readonly country: string | null;
  readonly other: string | undefined;
}

/** One family's rows of both opinions. */
export class Oracle {
  readonly first: Rows;
  readonly second: Rows;
  readonly #special: readonly { first: bigint; last: bigint }[];

  constructor(version: 4 | 6) {
    const index = version === 4 ? 0 : 1;
    this.first = numericRows(FIRST[index]);
    this.second = numericRows(SECOND[index]);
    this.#special = version === 4 ? SPECIAL4 : SPECIAL6;
  }

  expect(key: bigint): Expected {
    if (isSpecial(this.#special, key)) return { country: null, other: undefined };
    const country = countryIn(this.first, key) ?? "ZZ";
    const other = countryIn(this.second, key);
    return { country, other: other === country ? undefined : other };
  }
}
